import { glanceOf } from "../lib/glance.js";
import { t } from "../lib/i18n.js";
import { button, el, list, said } from "./dom.js";
import { firstScreen } from "./first.js";
import { orderList, sumUp } from "./list.js";
import { notice } from "./panel.js";
import { given, questions } from "./questions.js";
import { evidence, messages, steps } from "./steps.js";
import { allDates, money, parcels, why } from "./why.js";

/** @typedef {import("../../types.js").Entry} Entry */
/** @typedef {import("../../types.js").Glance} Glance */
/** @typedef {import("../../types.js").Report} Report */
/** @typedef {import("../../types.js").Answers} Answers */

/**
 * What the parts of a view can do.
 * @typedef {object} Acts
 * @property {(answers: Answers) => void} answer the buyer's answers are now these
 * @property {(text: string) => void} copy
 * @property {(() => void) | null} screenshot null where there is no tab to take a picture of
 * @property {(() => void) | null} readAgain null where there is no page to read
 * @property {(() => void) | null} safeCopy copies the page without people; null where it is not at hand
 * @property {((withPage: boolean) => void) | null} pack saves the evidence pack
 * @property {boolean} hasPage whether the page itself can go into it
 * @property {(() => Element) | null} belongs asks to which order the page belongs; null where there is no page
 */

/**
 * What the parts of a view know.
 * @typedef {object} Context
 * @property {import("../lib/format.js").Format} format
 * @property {(value: unknown) => string} value a fact's value in words
 * @property {Report["sources"]} sources what the orders of the report cite
 * @property {Acts} act
 */

/**
 * One order: the first screen, what to do and what to answer, then everything behind it in parts that fold.
 * @param {Entry} entry
 * @param {Report["unread"]} unread what of the page was not read
 * @param {Context} context
 * @param {(name: string) => boolean} isOpen which parts stand open
 * @returns {HTMLElement}
 */
export function orderView(entry, unread, context, isOpen) {
  const { order, diagnosis, answers } = entry;
  const parts = {
    steps: steps(entry, context),
    questions: questions(diagnosis.questions, answers, context),
    warnings: list(diagnosis.warnings.map(({ text }) => text)),
    changes: list(diagnosis.changes),
    messages: messages(diagnosis.messages, context),
    money: money(entry, context),
    parcels: parcels(entry, context),
    dates: allDates(entry, context),
    evidence: evidence(diagnosis.evidence, context),
    why: why(entry, context),
    problems: list(order.problems.map(({ message }) => message)),
    answers: given(answers, diagnosis.because, context),
    prevention: list([...diagnosis.seasons, ...diagnosis.prevention]),
  };
  // An answer that waits for the buyer's own leads on with its questions, any other with its steps.
  const { steps: todo, questions: asked, ...others } = parts;
  const sorted = diagnosis.tone === "decide" ? { questions: asked, steps: todo, ...others } : parts;
  const sections = Object.entries(sorted).flatMap(([name, content]) =>
    content ? [section(name, content, isOpen(name))] : [],
  );
  return el(
    "article",
    { class: "order" },
    ...firstScreen(glanceOf(entry), context.format),
    ...notices(unread),
    order.order_id === null && (context.act.belongs?.() ?? null),
    folded(entry, context),
    ...sections,
    doubt(context),
  );
}

/**
 * "Was this read wrongly?": the way to a copy of the page that can be shown to others.
 * @param {Context} context
 */
function doubt({ act }) {
  const copying = act.safeCopy && button(t("way_safe"), act.safeCopy, { kind: "quiet", focus: "way-safe" });
  return copying && el("p", { class: "doubt" }, el("span", { class: "fine" }, t("safe_question")), " ", copying);
}

/**
 * What is remembered of the last answer, while the new one is awaited.
 * @param {Glance[]} glances
 * @param {string} asOf when it was given, ISO 8601
 * @param {import("../lib/format.js").Format} format
 */
export function rememberedView(glances, asOf, format) {
  const [first] = glances;
  const parts = first && glances.length === 1 ? firstScreen(first, format) : listOf(glances, format, null, false);
  const still = el("p", { class: "fine still", "aria-hidden": "true" }, t("reading")); // the live region says it aloud
  return el("article", { class: "order" }, ...parts, el("p", { class: "fine" }, t("remembered", format.when(asOf))), still);
}

/** @param {Report["unread"]} unread */
function notices(unread) {
  return unread.map(({ problem }) => {
    const state = problem.code === "other_language" ? "other_language" : "not_diagnosed";
    return notice(state, { text: problem.message, next: problem.hint });
  });
}

/**
 * What the page holds back: its words name the folded part; unfolded, the page is read again.
 * @param {Entry} entry
 * @param {Context} context
 */
function folded({ order: { problems } }, { act }) {
  const hidden = problems.filter(({ code }) => code === "folded_parts");
  if (hidden.length === 0) {
    return null;
  }
  const texts = hidden.map(({ message }) => said("p", message));
  const again = act.readAgain && button(t("unfolded"), act.readAgain, { focus: "unfolded" });
  return el("div", { class: "notice", "data-state": "folded" }, el("h2", {}, t("folded")), ...texts, again);
}

/**
 * @param {string} name
 * @param {Element} content
 * @param {boolean} open
 */
function section(name, content, open) {
  const count = content instanceof HTMLUListElement ? ` (${content.children.length})` : "";
  const heading = el("summary", { "data-focus": `part-${name}` }, el("h2", {}, t(`part_${name}`), count));
  return el("details", { class: "part", "data-part": name, open }, heading, content);
}

/**
 * A report of several orders, as the server sorted them.
 * @param {Report} report
 * @param {Context} context
 * @param {(index: number) => void} open
 * @param {(name: string) => boolean} isOpen which parts stand open
 */
export function reportList({ orders, unread }, context, open, isOpen) {
  const parts = listOf(orders.map(glanceOf), context.format, open, isOpen("done"));
  return el("div", {}, ...parts, ...notices(unread), doubt(context));
}

/**
 * @param {Glance[]} glances
 * @param {import("../lib/format.js").Format} format
 * @param {((index: number) => void) | null} open
 * @param {boolean} unfolded
 */
function listOf(glances, format, open, unfolded) {
  const rows = glances.map((glance, index) => ({ glance, index }));
  const title = sumUp(rows, "orders_on_page");
  return [
    el("h1", { class: "sum", tabindex: "-1", "data-focus": "headline", elementtiming: "answer" }, title),
    orderList(rows, format, open, unfolded),
  ];
}

/** @param {() => void} act */
export function backButton(act) {
  return button(t("back_to_list"), act, { kind: "quiet", focus: "back" });
}
