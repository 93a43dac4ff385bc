import { t } from "../lib/i18n.js";
import { dates } from "./strip.js";
import { el, list } from "./dom.js";

/** @typedef {import("../../types.js").Entry} Entry */
/** @typedef {import("../../types.js").FactUsed} FactUsed */
/** @typedef {import("../../types.js").Source} Source */
/** @typedef {import("./view.js").Context} Context */

/**
 * Why this answer: from each rule to the facts it used, the words of the page, and the sources.
 * @param {Entry} entry
 * @param {Context} context
 */
export function why({ order, diagnosis }, context) {
  const { because, sources, would_change: others } = diagnosis;
  const rules = because.map((reason) =>
    el(
      "details",
      { class: "reason" },
      el("summary", {}, reason.says),
      list(reason.facts.map((fact) => factLine(fact, order, context))),
      list(reason.sources.map((id) => sourceLine(id, sources[id])), { class: "sources" }),
    ),
  );
  if (rules.length === 0) {
    return null;
  }
  return el(
    "div",
    {},
    ...rules,
    others.length > 0 &&
      el(
        "details",
        {},
        el("summary", {}, t("would_change")),
        list(others.map(({ name, value, leads_to: way }) => t("would_change_to", name, context.value(value), way))),
      ),
  );
}

/**
 * @param {FactUsed} used
 * @param {import("../../types.js").Order} order
 * @param {Context} context
 */
function factLine({ name, value, origin, found, quote }, order, context) {
  const place = found === null ? undefined : order.found[found];
  const said = quote ?? place?.quote ?? null;
  return el(
    "span",
    {},
    el("b", {}, name),
    `: ${context.value(value)} `,
    el("span", { class: "chip" }, t(`origin_${origin}`)),
    said !== null && el("q", { dir: "auto" }, said),
    place !== undefined && el("code", {}, place.anchor),
  );
}

/**
 * @param {string} id
 * @param {Source | undefined} source
 */
function sourceLine(id, source) {
  if (!source) {
    return el("code", {}, id);
  }
  const { document: book, section, lines, says } = source;
  const place = [book, section, lines].filter(Boolean).join(", ");
  return el("span", {}, el("code", {}, id), ` ${says} `, el("span", { class: "fine" }, place));
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
        el("span", {}, deadline.text, list(deadline.other_readings.map(({ says }) => says))),
      ),
    ),
    dates(timeline, format, "dates"),
  );
}

/**
 * The verdicts on the single parcels of an order.
 * @param {Entry} entry
 */
export function parcels({ diagnosis }) {
  const items = diagnosis.packages.map((parcel) =>
    el(
      "article",
      {},
      el("h3", {}, parcel.headline),
      el("p", { class: "fine" }, t("parcel_named", parcel.id)),
      el("p", {}, parcel.cause.text),
      el("p", {}, parcel.refund.text),
      list(parcel.deadlines.map(({ text }) => text)),
      list(parcel.steps.map(({ text }) => text)),
    ),
  );
  return items.length > 0 ? el("div", {}, ...items) : null;
}
