import { api } from "./lib/browser.js";
import { saveCalendar } from "./lib/calendar.js";
import { ask, askReport } from "./lib/client.js";
import { Desk } from "./lib/desk.js";
import { buyer } from "./lib/format.js";
import { localise, t } from "./lib/i18n.js";
import { forgetResults, remember } from "./lib/results.js";
import { loadSettings } from "./lib/settings.js";
import { button, el } from "./render/dom.js";
import { matches, orderList } from "./render/list.js";

/** @typedef {import("../types.js").Report} Report */

const LIST = "orders"; // under which the list is remembered; no page has this address

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

localise(document);
document.title = t("my_orders");
const settings = await loadSettings();
const desk = new Desk({
  main: place("main"),
  live: place("live"),
  settings,
  open: [],
  keep: async () => undefined,
  ways: { retry: () => void load(), pair: () => void api.runtime.openOptionsPage() },
});

async function load() {
  place("main").setAttribute("aria-busy", "true");
  try {
    const report = await askReport(settings, "/orders", buyer());
    const { id } = await remember(LIST, report);
    show(report, id);
  } catch (error) {
    desk.fail(error);
  }
  place("main").removeAttribute("aria-busy");
}

/**
 * @param {Report} report
 * @param {string} id under which the report is remembered
 */
function show(report, id) {
  const heading = el("h1", {}, t("my_orders"));
  if (report.orders.length === 0) {
    place("main").replaceChildren(heading, el("p", {}, t("no_orders")));
    desk.say(t("no_orders"));
    return;
  }
  const search = el("input", { type: "search", class: "search", "aria-label": t("search"), placeholder: t("search") });
  const found = el("div", {});
  search.oninput = () => found.replaceChildren(rows(report, id, search.value));
  found.replaceChildren(rows(report, id, ""));
  const tools = el(
    "div",
    { class: "choices" },
    button(t("calendar_all"), () => void saveCalendar(settings, null).catch((error) => desk.notice(error))),
    button(t("forget_all"), () => void forget(null, t("forget_all_sure"))),
  );
  place("main").replaceChildren(heading, search, found, tools);
  desk.say(t("orders_remembered", String(report.orders.length)));
}

/**
 * @param {Report} report
 * @param {string} id
 * @param {string} words
 */
function rows(report, id, words) {
  const { format } = desk;
  // The server has put what is due first on top.
  const shown = report.orders
    .map((entry, index) => ({ entry, index, next: entry.diagnosis.next }))
    .filter((row) => matches(row, words.trim()));
  if (shown.length === 0) {
    return el("p", {}, t("nothing_found"));
  }
  const open = (/** @type {number} */ index) => {
    void api.tabs.create({ url: api.runtime.getURL(`report.html#${id}:${index}`) });
  };
  return orderList(shown, format, open, ({ entry: { order } }) => {
    const orderId = order.order_id;
    return (
      orderId !== null &&
      button(t("forget"), () => void forget(orderId, t("forget_sure", orderId)), {
        kind: "quiet",
        label: t("forget_named", orderId),
      })
    );
  });
}

/**
 * @param {string | null} orderId null: all
 * @param {string} question
 */
async function forget(orderId, question) {
  if (!(await confirmed(question))) {
    return;
  }
  try {
    await ask(settings, "/forget", { order_id: orderId });
    await forgetResults(orderId);
    await load();
    desk.say(t("forgotten"), true);
  } catch (error) {
    desk.notice(error);
  }
}

/**
 * @param {string} question
 * @returns {Promise<boolean>}
 */
function confirmed(question) {
  const dialog = /** @type {HTMLDialogElement} */ (place("confirm"));
  place("confirm-text").textContent = question;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
  });
}

await load();
