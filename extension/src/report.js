import { api } from "./lib/browser.js";
import { saveCalendar } from "./lib/calendar.js";
import { askReport } from "./lib/client.js";
import { Desk } from "./lib/desk.js";
import { buyer } from "./lib/format.js";
import { fetchHanded, handCopy } from "./lib/handover.js";
import { localise, t } from "./lib/i18n.js";
import { savePack } from "./lib/passing.js";
import { remember } from "./lib/results.js";
import { loadSettings } from "./lib/settings.js";
import { el } from "./render/dom.js";
import { until } from "./render/list.js";

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

localise(document);
const [token = "", number = ""] = location.hash.slice(1).split(":");
const orderId = decodeURIComponent(number);
const settings = await loadSettings();
const handed = /** @type {import("./lib/handover.js").Handed | null} */ (await fetchHanded(token));
const given = handed?.given ?? null;

const desk = new Desk({
  main: place("main"),
  live: place("live"),
  settings,
  open: ["questions", "steps", "messages", "evidence", "parcels", "dates", "why", "problems", "answers", "prevention", "warnings", "changes", "money"],
  keep: async (report) => {
    name();
    if (handed?.page) {
      await remember(handed.page, report);
    }
  },
  tab: { pack: (withPage) => void pack(withPage), hasPage: given !== null, ...(given && { safeCopy: () => void handCopy(given) }) },
  ways: { retry: () => location.reload(), pair: () => void api.runtime.openOptionsPage() },
});

/** The tab's title names the day by which to act: a date, so it stays true. */
function name() {
  const { entry, format } = desk;
  const diagnosis = entry?.diagnosis;
  const day = diagnosis?.next && until(diagnosis.next, format);
  document.title = [day, diagnosis?.verdict ?? t("full_report")].filter(Boolean).join(" · ");
}

/** @param {boolean} withPage whether the page itself goes in */
async function pack(withPage) {
  const { entry } = desk;
  if (!entry) {
    return;
  }
  try {
    await savePack(settings, entry, withPage ? given : null);
    desk.say(t("pack_saved"), true);
  } catch (error) {
    desk.notice(error);
  }
}

/** The order as the server remembers it: a reloaded tab has nothing else. */
async function showRemembered() {
  const report = await askReport(settings, "/orders", buyer());
  const entry = report.orders.find(({ order }) => order.order_id === orderId);
  if (entry) {
    desk.show({ ...report, orders: [entry], unread: [] });
    name();
  } else {
    gone();
  }
}

function gone() {
  place("main").replaceChildren(el("h1", {}, t("report_gone_title")), el("p", {}, t("report_gone")));
  place("main").removeAttribute("aria-busy");
}

if (handed) {
  desk.show(handed.report, handed.chosen);
  name();
} else if (orderId) {
  await showRemembered().catch((error) => desk.fail(error));
} else {
  gone();
}

place("orders").onclick = () => location.assign(api.runtime.getURL("orders.html"));
place("print").onclick = () => window.print();
place("calendar").onclick = () =>
  void saveCalendar(settings, desk.entry?.order.order_id ?? null).catch((error) => desk.notice(error));
