import { api } from "./lib/browser.js";
import { saveCalendar } from "./lib/calendar.js";
import { ask, askReport } from "./lib/client.js";
import { Desk } from "./lib/desk.js";
import { buyer } from "./lib/format.js";
import { glanceOf } from "./lib/glance.js";
import { handOver } from "./lib/handover.js";
import { localise, t } from "./lib/i18n.js";
import { forgetResults } from "./lib/results.js";
import { loadSettings } from "./lib/settings.js";
import { button, el } from "./render/dom.js";
import { matches, orderList, sumUp } from "./render/list.js";

/** @typedef {import("../types.js").Report} Report */

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
    show(report);
  } catch (error) {
    desk.fail(error);
  }
  place("main").removeAttribute("aria-busy");
}

/** @param {Report} report */
function show(report) {
  const heading = el("h1", {}, t("my_orders"));
  if (report.orders.length === 0) {
    place("main").replaceChildren(heading, el("p", {}, t("no_orders")));
    desk.say(t("no_orders"));
    return;
  }
  const search = el("input", { type: "search", class: "search", "aria-label": t("search"), placeholder: t("search") });
  const found = el("div", {});
  search.oninput = () => found.replaceChildren(rows(report, search.value));
  found.replaceChildren(rows(report, ""));
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
 * @param {Report} report the server has put what is due first on top
 * @param {string} words
 */
function rows(report, words) {
  const shown = report.orders
    .map((entry, index) => ({ entry, index, glance: glanceOf(entry) }))
    .filter(({ entry }) => matches(entry, words.trim()));
  if (shown.length === 0) {
    return el("p", {}, t("nothing_found"));
  }
  const open = (/** @type {number} */ chosen) => void handOver({ report, chosen, page: "" });
  const list = orderList(shown, desk.format, open, words !== "", ({ glance: { order_id: orderId } }) => {
    return (
      orderId !== null &&
      button(t("forget"), () => void forget(orderId, t("forget_sure", orderId)), {
        kind: "quiet",
        label: t("forget_named", orderId),
      })
    );
  });
  return el("div", {}, el("p", { class: "sum" }, sumUp(shown, "orders_remembered")), list);
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
    const { erased } = await ask(settings, "/forget", { order_id: orderId });
    await forgetResults(orderId);
    await load();
    desk.say(t(erased === false ? "forgotten_not_erased" : "forgotten"), true);
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

place("saved").onclick = () => location.assign(api.runtime.getURL("saved.html"));
await load();
