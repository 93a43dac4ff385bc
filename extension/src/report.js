import { api } from "./lib/browser.js";
import { saveCalendar } from "./lib/calendar.js";
import { Desk } from "./lib/desk.js";
import { localise, t } from "./lib/i18n.js";
import { recallById, remember } from "./lib/results.js";
import { loadSettings } from "./lib/settings.js";
import { el } from "./render/dom.js";
import { until } from "./render/list.js";

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

localise(document);
const [id = "", index] = location.hash.slice(1).split(":");
const [settings, kept] = await Promise.all([loadSettings(), recallById(id)]);

const desk = new Desk({
  main: place("main"),
  live: place("live"),
  settings,
  open: ["candidates", "questions", "steps", "messages", "evidence", "parcels", "dates", "why", "problems", "answers", "prevention"],
  keep: async (report) => {
    name();
    await remember(kept?.page ?? "", report);
  },
  ways: { pair: () => void api.runtime.openOptionsPage() },
});

/** The tab's title names the day by which to act: a date, so it stays true. */
function name() {
  const { entry, format } = desk;
  const diagnosis = entry?.diagnosis;
  const day = diagnosis?.next && until(diagnosis, diagnosis.next, format);
  document.title = [day, diagnosis?.headline ?? t("full_report")].filter(Boolean).join(" · ");
}

if (kept) {
  desk.show(kept.report, index === undefined ? undefined : Number(index));
  name();
} else {
  place("main").replaceChildren(el("h1", {}, t("report_gone_title")), el("p", {}, t("report_gone")));
  place("main").removeAttribute("aria-busy");
}

place("orders").onclick = () => location.assign(api.runtime.getURL("orders.html"));
place("print").onclick = () => window.print();
place("calendar").onclick = () =>
  void saveCalendar(settings, desk.entry?.order.order_id ?? null).catch((error) => desk.notice(error));
