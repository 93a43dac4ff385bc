/** @typedef {import("../../types.js").Entry} Entry */
/** @typedef {import("../../types.js").Diagnosis} Diagnosis */

/**
 * An order in a list. `index`: its place in the report; `next`: its one date, as the server chose it.
 * @typedef {{entry: Entry, index: number, next: Diagnosis["next"]}} Row
 */

/**
 * What has to be done first on top, by its day; then what a page's own clock ends; then what is to be found out; then
 * what is only waited for; what is done last.
 * @param {Diagnosis} diagnosis
 */
function group({ tone, next }) {
  if (tone === "act" || tone === "done") {
    return tone === "act" ? 0 : 4;
  }
  if (next !== null && next.role === "until" && next.basis !== "computed") {
    return 1;
  }
  return tone === "decide" ? 2 : 3;
}

/**
 * Whether the one date is a day by which the buyer acts, and not one that is only waited for.
 * @param {Pick<Diagnosis, "tone" | "next">} diagnosis
 */
export function isActBy({ tone, next }) {
  return next?.role === "until" && tone !== "wait";
}

/**
 * @param {Entry[]} entries
 * @returns {Row[]}
 */
export function byUrgency(entries) {
  const day = (/** @type {Row} */ { next }) => next?.on ?? "9999-12-31";
  return entries
    .map((entry, index) => ({ entry, index, next: entry.diagnosis.next }))
    .sort((a, b) => group(a.entry.diagnosis) - group(b.entry.diagnosis) || compare(day(a), day(b)));
}

/**
 * @param {string} a
 * @param {string} b
 */
const compare = (a, b) => (a < b ? -1 : Number(a > b));
