/** @typedef {import("../../types.js").Entry} Entry */
/** @typedef {import("../../types.js").Deadline} Deadline */
/** @typedef {import("./format.js").Format} Format */

/**
 * An order in a list. `index`: its place in the report; `next`: the deadline to show.
 * @typedef {{entry: Entry, index: number, next: ReturnType<typeof nextDeadline>}} Row
 */

/**
 * The day on which a deadline next calls for something: its act-by day, and once that is over its last.
 * @param {Deadline} deadline
 * @param {string} now ISO 8601 with offset
 * @param {Format} format
 * @returns {string | null} YYYY-MM-DD, null where it is over
 */
export function dueDay({ act_by: actBy, last_day: lastDay, at }, now, format) {
  if (at !== null) {
    return Date.parse(at) >= Date.parse(now) ? format.dayOf(at) : null;
  }
  const today = format.dayOf(now);
  return [actBy, lastDay].find((day) => day !== null && day >= today) ?? null;
}

/**
 * The deadline to show first: the next one that has a day by which the buyer acts, else the next of any kind.
 * @param {Deadline[]} deadlines
 * @param {string} now
 * @param {Format} format
 * @returns {{deadline: Deadline, day: string} | null}
 */
export function nextDeadline(deadlines, now, format) {
  const ahead = deadlines
    .flatMap((deadline) => {
      const day = dueDay(deadline, now, format);
      return day === null ? [] : [{ deadline, day }];
    })
    .sort((a, b) => compare(a.day, b.day));
  return ahead.find(({ deadline }) => deadline.act_by !== null) ?? ahead[0] ?? null;
}

const GROUPS = ["act", "watch", "settled"];

/**
 * What has to be done first on top, by its day; then what only has to be watched; what is settled last.
 * @param {Entry[]} entries
 * @param {string} now
 * @param {Format} format
 * @returns {Row[]}
 */
export function byUrgency(entries, now, format) {
  const day = (/** @type {Row} */ { entry }) => format.dayOf(entry.diagnosis.urgency.due ?? "9999-12-31");
  const group = (/** @type {Row} */ { entry }) => GROUPS.indexOf(entry.diagnosis.urgency.group);
  return entries
    .map((entry, index) => ({ entry, index, next: nextDeadline(entry.diagnosis.deadlines, now, format) }))
    .sort((a, b) => group(a) - group(b) || compare(day(a), day(b)));
}

/**
 * @param {string} a
 * @param {string} b
 */
const compare = (a, b) => (a < b ? -1 : Number(a > b));
