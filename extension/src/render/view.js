import { t } from "../lib/i18n.js";
import { byUrgency } from "../lib/urgency.js";
import { button, el, list } from "./dom.js";
import { firstScreen } from "./first.js";
import { orderList } from "./list.js";
import { given, questions } from "./questions.js";
import { evidence, messages, steps } from "./steps.js";
import { allDates, parcels, why } from "./why.js";

/** @typedef {import("../../types.js").Entry} Entry */
/** @typedef {import("../../types.js").Report} Report */
/** @typedef {import("../../types.js").Answers} Answers */

/**
 * What the parts of a view can do.
 * @typedef {object} Acts
 * @property {(answers: Answers) => void} answer the buyer's answers are now these
 * @property {(text: string) => void} copy
 * @property {(() => void) | null} screenshot null where there is no tab to take a picture of
 * @property {(() => void) | null} readAgain null where there is no page to read
 * @property {(() => Element) | null} belongs asks to which order the page belongs; null where there is no page
 */

/**
 * What the parts of a view know.
 * @typedef {object} Context
 * @property {import("../lib/format.js").Format} format
 * @property {string} now when the report was made, ISO 8601
 * @property {(value: unknown) => string} value a fact's value in words
 * @property {Acts} act
 */

/**
 * One order: the first screen, then everything behind it in parts that fold.
 * @param {Entry} entry
 * @param {Context} context
 * @param {(name: string) => boolean} isOpen which parts stand open
 * @returns {HTMLElement}
 */
export function orderView(entry, context, isOpen) {
  const { order, diagnosis, answers } = entry;
  const undecided = diagnosis.route === "undecided" || diagnosis.route === "check_facts";
  const parts = {
    questions: questions(diagnosis.questions, answers, context, isOpen("more")),
    steps: steps(entry, context),
    messages: messages(diagnosis.messages, context),
    evidence: evidence(diagnosis.evidence, context),
    parcels: parcels(entry),
    dates: allDates(entry, context),
    why: why(entry, context),
    problems: list(order.problems.map(({ message }) => message)),
    answers: given(answers, diagnosis.because, context),
    prevention: list([...diagnosis.seasons, ...diagnosis.prevention]),
  };
  // An answer that is still open leads on with its questions, any other with its steps.
  const { steps: todo, questions: open, ...others } = parts;
  const sorted = undecided ? { questions: open, steps: todo, ...others } : { steps: todo, questions: open, ...others };
  const sections = Object.entries(sorted).flatMap(([name, content]) =>
    content ? [section(name, content, isOpen(name))] : [],
  );
  return el("article", { class: "order" }, ...firstScreen(entry, context, isOpen), ...sections);
}

/**
 * @param {string} name
 * @param {Element} content
 * @param {boolean} open
 */
function section(name, content, open) {
  const heading = el("summary", { "data-focus": `part-${name}` }, el("h2", {}, t(`part_${name}`)));
  return el("details", { class: "part", "data-part": name, open }, heading, content);
}

/**
 * A report of several orders: the list, what is due first on top.
 * @param {Report} report
 * @param {Context} context
 * @param {(index: number) => void} open
 */
export function reportList(report, context, open) {
  const title = t("orders_on_page", String(report.orders.length));
  const rows = byUrgency(report.orders);
  return el(
    "div",
    {},
    el("h1", { tabindex: "-1", "data-focus": "headline", elementtiming: "answer" }, title),
    orderList(rows, context.format, open),
  );
}

/** @param {() => void} act */
export function backButton(act) {
  return button(t("back_to_list"), act, { kind: "quiet", focus: "back" });
}
