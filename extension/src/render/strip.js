import { t } from "../lib/i18n.js";
import { layout } from "../lib/timeline.js";
import { el, list, svg } from "./dom.js";

/** @typedef {import("../../types.js").Moment} Moment */
/** @typedef {import("./view.js").Context} Context */

const WIDTH = 360;
const HEIGHT = 52;
const MARGIN = 30;
const LINE = 16;
const GAP = 58;

/**
 * The order's timeline as a small picture; the same in words for those who do not see it.
 * @param {Moment[]} moments
 * @param {Context} context
 * @returns {HTMLElement | null}
 */
export function strip(moments, { format, now: madeAt }) {
  const today = format.dayOf(madeAt);
  const told = moments.filter(({ kind }) => kind !== "now"); // the strip has a today of its own
  const marks = layout(told, { today, format, width: WIDTH - 2 * MARGIN, gap: GAP, todayText: t("today") });
  if (marks.length === 0) {
    return null;
  }
  const turned = document.documentElement.dir === "rtl";
  const across = (/** @type {number} */ x) => (turned ? WIDTH - MARGIN - x : MARGIN + x);
  const now = across(marks.find(({ side }) => side === "today")?.x ?? 0);
  const line = (/** @type {string} */ name, /** @type {number} */ from, /** @type {number} */ to) =>
    svg("line", { class: name, x1: String(from), x2: String(to), y1: String(LINE), y2: String(LINE) });
  const picture = svg(
    "svg",
    { class: "strip", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" },
    line("past", across(0), now),
    line("ahead", now, across(marks.at(-1)?.x ?? 0)),
    ...marks.map((mark) =>
      svg(
        "g",
        { class: mark.side, transform: `translate(${across(mark.x)} ${LINE})` },
        svg("title", {}, `${format.when(mark.day)}: ${mark.texts.join(" · ")}`),
        mark.side === "ahead" ? svg("path", { d: "M0 -7L7 0L0 7L-7 0Z" }) : svg("circle", { r: "6" }),
        svg("text", { y: "28" }, mark.side === "today" ? t("today") : format.shortDay(mark.day)),
      ),
    ),
  );
  return el("figure", { class: "timeline" }, picture, dates(told, format, "unseen"));
}

/**
 * The moments in words.
 * @param {Moment[]} moments
 * @param {import("../lib/format.js").Format} format
 * @param {string} look
 */
export function dates(moments, format, look) {
  return list(
    moments.map(({ on, text }) => el("span", {}, el("b", {}, format.when(on)), ` ${text}`)),
    { class: look },
  );
}
