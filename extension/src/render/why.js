import { t } from "../lib/i18n.js";
import { el, list, said } from "./dom.js";
import { until } from "./list.js";

/** @typedef {import("../../types.js").Entry} Entry */
/** @typedef {import("../../types.js").Because} Because */
/** @typedef {import("../../types.js").FactUsed} FactUsed */
/** @typedef {import("../../types.js").Source} Source */
/** @typedef {import("./view.js").Context} Context */

/**
 * Why this answer: the cause in the page's words, then from each rule to the facts it used, the words of the page, and
 * the sources. The rules that decide stand open, the others behind one fold.
 * @param {Entry} entry
 * @param {Context} context
 */
export function why(entry, context) {
  const { cause, because, overruled, would_change: others } = entry.diagnosis;
  const reason = (/** @type {Because} */ one) => reasonView(one, entry, context);
  const behind = because.filter(({ deciding }) => !deciding);
  return el(
    "div",
    {},
    said("p", cause.text),
    cause.quote !== null && said("q", cause.quote),
    list(overruled.map(({ says, quote }) => el("span", {}, said("span", says), quote !== null && said("q", quote)))),
    fold("candidates", cause.candidates.length, list(cause.candidates.map(({ text }) => text))),
    ...because.filter(({ deciding }) => deciding).map(reason),
    fold("reasons", behind.length, el("div", {}, ...behind.map(reason))),
    fold("would_change", others.length, list(others.map(({ text }) => text))),
  );
}

/**
 * @param {"candidates" | "reasons" | "would_change"} name
 * @param {number} count nothing is drawn of nothing
 * @param {Element | null} content
 */
function fold(name, count, content) {
  return count > 0 && el("details", { class: "fold" }, el("summary", {}, t(name, String(count))), content);
}

/**
 * @param {Because} because
 * @param {Entry} entry
 * @param {Context} context
 */
function reasonView({ says, facts, sources, deciding }, { order, diagnosis }, context) {
  return el(
    "details",
    { class: "reason", open: deciding },
    el("summary", {}, said("span", says)),
    list(facts.map((fact) => factLine(fact, order, context))),
    list(sources.map((id) => sourceLine(id, diagnosis.sources[id] ?? context.sources[id])), { class: "sources" }),
  );
}

/**
 * @param {FactUsed} used
 * @param {import("../../types.js").Order} order
 * @param {Context} context
 */
function factLine({ name, value, text, origin, found, quote }, order, context) {
  const place = found === null ? undefined : order.found[found];
  const words = quote ?? place?.quote ?? null;
  const told = text ?? (isCode(value) ? null : context.value(value));
  return el(
    "span",
    {},
    said("b", name),
    told !== null && ": ",
    told !== null && said("span", told),
    " ",
    el("span", { class: "chip" }, t(`origin_${origin}`)),
    words !== null && said("q", words),
  );
}

/**
 * A value that is a word among programs only; days, amounts and numbers begin with a digit.
 * @param {unknown} value
 * @returns {boolean}
 */
function isCode(value) {
  return Array.isArray(value) ? value.some(isCode) : typeof value === "string" && !/^\d/.test(value);
}

/** @type {Record<string, string>} whose articles the sources are; what has no lines is our own */
const ARTICLES = { A: "freightcourse", B: "alibestfinds" };

/**
 * @param {string} id
 * @param {Source | undefined} source
 */
function sourceLine(id, source) {
  if (!source) {
    return el("code", {}, id);
  }
  const { document: book, section, lines, says } = source;
  const place = [ARTICLES[book] ?? book, ...(lines ? [section, lines] : [])].join(", ");
  return el("span", {}, el("code", {}, id), " ", said("span", says), " ", said("span", place, { class: "fine" }));
}

/**
 * How the money comes back.
 * @param {Entry} entry
 * @param {Context} context
 */
export function money({ diagnosis: { refund } }, { format }) {
  const parts = refund.parts.flatMap(({ method, by }) => (by === null ? [] : [`${method}: ${format.when(by)}`]));
  return refund.text === "" ? null : el("div", {}, said("p", refund.text), list(parts));
}

/**
 * Every date and deadline, with the readings that were not chosen.
 * @param {Entry} entry
 * @param {Context} context
 */
export function allDates({ diagnosis }, { format }) {
  const { deadlines, timeline } = diagnosis;
  if (deadlines.length + timeline.length === 0) {
    return null;
  }
  return el(
    "div",
    {},
    list(
      deadlines.map((deadline) =>
        el("span", {}, said("span", deadline.text), list(deadline.other_readings.map(({ says }) => says))),
      ),
    ),
    list(timeline.map(({ on, text }) => el("span", {}, el("b", {}, format.when(on)), " ", said("span", text)))),
  );
}

/**
 * The verdicts on the single parcels of an order.
 * @param {Entry} entry
 * @param {Context} context
 */
export function parcels({ diagnosis }, { format }) {
  const items = diagnosis.packages.map((parcel) =>
    el(
      "article",
      { class: "parcel", "data-tone": parcel.tone },
      said("h3", parcel.verdict),
      el("p", { class: "fine" }, said("bdi", t("parcel_named", parcel.id)), parcel.next && ` · ${until(parcel.next, format)}`),
      said("p", parcel.summary),
      list(parcel.steps.map(({ text }) => text)),
    ),
  );
  return items.length > 0 ? el("div", {}, ...items) : null;
}
