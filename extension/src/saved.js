import { api } from "./lib/browser.js";
import { askReport } from "./lib/client.js";
import { Desk } from "./lib/desk.js";
import { buyer } from "./lib/format.js";
import { handCopy } from "./lib/handover.js";
import { localise, t } from "./lib/i18n.js";
import { contentOf, readSaved } from "./lib/savedpage.js";
import { loadSettings } from "./lib/settings.js";
import { belongs } from "./render/belongs.js";
import { outcomeLine } from "./render/outcome.js";

/** @typedef {import("./lib/savedpage.js").Outcome} Outcome */

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

localise(document);
document.title = t("way_saved");
const settings = await loadSettings();
const files = /** @type {HTMLInputElement} */ (place("files"));
const words = /** @type {HTMLTextAreaElement} */ (place("words"));

/** @type {Outcome[]} all that was read since the tab was opened: pages of one order are told together */
const outcomes = [];
/** @type {(File | string)[]} what still waits to be read */
let waiting = [];
/** @type {Promise<void>} one after the other */
let queue = Promise.resolve();

const desk = new Desk({
  main: place("report"),
  live: place("live"),
  settings,
  open: ["questions", "steps", "messages", "warnings", "why"],
  keep: async () => undefined,
  tab: { belongs: () => belongs(settings, (orderId) => give([], orderId)) },
  ways: { retry: () => give([]), pair: () => void api.runtime.openOptionsPage() },
});

/**
 * Read these too, and tell everything that was given.
 * @param {(File | string)[]} more
 * @param {string} [orderId] the order of a page that names none
 */
function give(more, orderId) {
  waiting.push(...more);
  queue = queue.then(() => readAll(orderId));
}

/** @param {string} [orderId] */
async function readAll(orderId) {
  desk.main.setAttribute("aria-busy", "true");
  desk.say(t("reading"));
  try {
    for (const given of [...waiting]) {
      const outcome = await readSaved(settings, given, typeof given === "string" ? t("saved_pasted") : given.name);
      waiting = waiting.filter((one) => one !== given);
      outcomes.push(outcome);
      place("given").append(outcomeLine(outcome, () => void safeCopy(given)));
    }
    await tell(orderId);
  } catch (error) {
    desk.fail(error);
  }
  desk.main.removeAttribute("aria-busy");
}

/** @param {File | string} given */
async function safeCopy(given) {
  try {
    await handCopy({ content: await contentOf(given) });
  } catch (error) {
    desk.notice(error); // the file is gone
  }
}

/** @param {string} [orderId] */
async function tell(orderId) {
  const orders = outcomes.flatMap((outcome) => outcome.orders);
  if (orders.length === 0) {
    desk.main.replaceChildren();
    desk.say(place("given").lastElementChild?.textContent ?? "");
    return;
  }
  const report = await askReport(settings, "/join", { orders, ...(orderId !== undefined && { order: orderId }), ...buyer() });
  desk.show(report);
  const headline = /** @type {HTMLElement | null} */ (desk.main.querySelector("[data-focus=headline]"));
  headline?.focus({ preventScroll: true });
  place("given").scrollIntoView();
}

place("form").onsubmit = (event) => {
  event.preventDefault();
  if (words.value.trim()) {
    give([words.value]);
    words.value = "";
  }
};
files.onchange = () => {
  give([...(files.files ?? [])]);
  files.value = "";
};
document.ondragover = (event) => event.preventDefault();
document.ondrop = (event) => {
  event.preventDefault();
  const dropped = [...(event.dataTransfer?.files ?? [])];
  const text = event.dataTransfer?.getData("text/plain") ?? "";
  if (dropped.length > 0 || text.trim()) {
    give(dropped.length > 0 ? dropped : [text]);
  }
};
place("orders").onclick = () => location.assign(api.runtime.getURL("orders.html"));
