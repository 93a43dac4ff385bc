import { doneSteps } from "../lib/answers.js";
import { safeLink } from "../lib/hosts.js";
import { t } from "../lib/i18n.js";
import { isActBy } from "../lib/urgency.js";
import { button, el, list } from "./dom.js";
import { sign, toneOf } from "./icons.js";
import { due } from "./steps.js";
import { strip } from "./strip.js";

/** @typedef {import("../../types.js").Entry} Entry */
/** @typedef {import("../../types.js").Order} Order */
/** @typedef {import("../../types.js").Diagnosis} Diagnosis */
/** @typedef {import("./view.js").Context} Context */

/**
 * The first screen: what happened, what comes back, what to do now, by when.
 * @param {Entry} entry
 * @param {Context} context
 * @param {(name: string) => boolean} isOpen which parts stand open
 * @returns {Element[]}
 */
export function firstScreen(entry, context, isOpen) {
  const { order, diagnosis } = entry;
  const { changes, warnings } = diagnosis;
  const tone = toneOf(diagnosis);
  return [
    el(
      "header",
      { class: "verdict", "data-tone": tone },
      sign(tone),
      el(
        "div",
        {},
        el("h1", { tabindex: "-1", "data-focus": "headline", elementtiming: "answer" }, diagnosis.headline),
        el("p", { class: "which" }, ...which(order)),
      ),
    ),
    order.order_id === null && (context.act.belongs?.() ?? null),
    folded(order, context),
    causeLine(diagnosis),
    candidates(diagnosis, isOpen("candidates")),
    el("div", { class: "cards" }, moneyCard(entry, context), nowCard(entry, context), dayCard(entry, context)),
    changes.length > 0 && el("div", { class: "changes" }, el("h2", {}, t("changes")), list(changes)),
    strip(diagnosis.timeline, context),
    list(
      warnings.map((warning) => warning.text),
      { class: "warnings", "aria-label": t("warnings") },
    ),
  ].filter((part) => part instanceof Element);
}

/**
 * Why; nothing where the headline has said it already.
 * @param {Diagnosis} diagnosis
 */
function causeLine({ headline, cause }) {
  return headline.includes(cause.text) ? null : el("p", { class: "cause" }, cause.text);
}

/**
 * @param {Diagnosis} diagnosis
 * @param {boolean} open
 */
function candidates({ cause }, open) {
  const texts = list(cause.candidates.map(({ text }) => text));
  const title = t("may_be", String(cause.candidates.length));
  return texts && el("details", { class: "candidates", "data-part": "candidates", open }, el("summary", {}, title), texts);
}

/**
 * What the page holds back: its words name the folded part; unfolded, the page is read again.
 * @param {Order} order
 * @param {Context} context
 */
function folded({ problems }, { act }) {
  const hidden = problems.filter(({ code }) => code === "folded_parts");
  if (hidden.length === 0) {
    return null;
  }
  const texts = hidden.map(({ message }) => el("p", {}, message));
  const again = act.readAgain && button(t("unfolded"), act.readAgain, { focus: "unfolded" });
  return el("div", { class: "notice", "data-state": "folded" }, el("h2", {}, t("folded")), ...texts, again);
}

/** @param {Order} order */
function which(order) {
  const name = order.order_id === null ? t("order_without_id") : t("order_named", order.order_id);
  const link = safeLink(order.pages.find(({ kind }) => kind === "order_detail")?.url);
  return [
    link ? el("a", { href: link, target: "_blank", rel: "noreferrer" }, name) : name,
    order.status ? ` · ${order.status.label}` : "",
  ];
}

/**
 * @param {Entry} entry
 * @param {Context} context
 */
function moneyCard({ order, diagnosis }, { format }) {
  const { refund } = diagnosis;
  const amount = order.refund.amount ?? order.amounts.total;
  const label = order.refund.amount ? t("refund_amount") : t("order_total");
  return card(
    "money",
    t("card_money"),
    el("p", {}, refund.text),
    amount && el("p", { class: "fine" }, `${label}: `, el("b", {}, format.money(amount))),
    list(refund.parts.filter((part) => part.by).map((part) => `${part.method}: ${format.when(part.by ?? "")}`)),
  );
}

/**
 * @param {Entry} entry
 * @param {Context} context
 */
function nowCard({ diagnosis, answers }, { format, now }) {
  const done = doneSteps(answers);
  const step = diagnosis.steps.find(({ id }) => !done.includes(id));
  if (!step) {
    return diagnosis.steps.length > 0 ? card("now", t("card_now"), el("p", {}, t("all_done"))) : null;
  }
  return card(
    "now",
    t("card_now"),
    el("p", {}, step.text),
    step.due && el("p", { class: "fine" }, due(step.due, format, now)),
  );
}

/**
 * @param {Entry} entry
 * @param {Context} context
 */
function dayCard({ diagnosis }, { format }) {
  const { next } = diagnosis;
  if (!next) {
    return null;
  }
  const { on, at, text } = next;
  return card(
    "day",
    t(isActBy(diagnosis) ? "card_act_by" : "card_next_date"),
    el("p", { class: "big" }, at !== null ? format.when(at) : format.weekday(on)),
    el("p", { class: "fine" }, text),
  );
}

/**
 * @param {string} name
 * @param {string} title
 * @param {...import("./dom.js").Child} content
 */
function card(name, title, ...content) {
  return el("section", { class: `card ${name}` }, el("h2", {}, title), el("div", {}, ...content));
}
