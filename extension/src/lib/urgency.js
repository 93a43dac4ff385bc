/** @typedef {import("../../types.js").Entry} Entry */
/** @typedef {import("../../types.js").Deadline} Deadline */
/** @typedef {import("./format.js").Format} Format */

/**
 * The day on which a deadline calls for something: its own act-by day, else its last.
 * @param {Deadline} deadline
 * @param {Format} format
 * @returns {string | null} YYYY-MM-DD
 */
export function dayOfDeadline(deadline, format) {
  const when = deadline.act_by ?? deadline.at ?? deadline.last_day;
  return when === null ? null : format.dayOf(when);
}

/**
 * The deadline to show first: the next one that asks the buyer to act, else the next of any kind.
 * @param {Deadline[]} deadlines
 * @param {string} today YYYY-MM-DD
 * @param {Format} format
 * @returns {Deadline | null}
 */
export function nextDeadline(deadlines, today, format) {
  const ahead = deadlines
    .map((deadline) => ({ deadline, day: dayOfDeadline(deadline, format) ?? "" }))
    .filter(({ day }) => day >= today)
    .sort((a, b) => compare(a.day, b.day));
  const own = ahead.find(({ deadline }) => deadline.act_by !== null);
  return (own ?? ahead[0])?.deadline ?? null;
}

/**
 * What is due first on top; orders without a day ahead keep their place below.
 * @param {Entry[]} entries
 * @param {string} today YYYY-MM-DD
 * @param {Format} format
 * @returns {{entry: Entry, index: number, deadline: Deadline | null}[]} `index`: the place in the report
 */
export function byUrgency(entries, today, format) {
  const day = (/** @type {Deadline | null} */ deadline) => (deadline && dayOfDeadline(deadline, format)) ?? "9999";
  return entries
    .map((entry, index) => ({ entry, index, deadline: nextDeadline(entry.diagnosis.deadlines, today, format) }))
    .sort((a, b) => compare(day(a.deadline), day(b.deadline)));
}

/**
 * @param {string} a
 * @param {string} b
 */
const compare = (a, b) => (a < b ? -1 : Number(a > b));
