/** @typedef {import("../../types.js").Moment} Moment */
/** @typedef {import("./format.js").Format} Format */

/**
 * @typedef {object} Mark
 * @property {number} x
 * @property {string} day YYYY-MM-DD
 * @property {"past" | "today" | "ahead"} side
 * @property {string[]} texts what happened or is due on that day
 */

/**
 * Where the moments of an order stand on a strip: in order of time, today among them, one mark a day. Distances
 * follow the calendar as far as labels leave room; where there are too many, the ones nearest to today stay.
 * @param {Moment[]} moments
 * @param {{today: string, format: Format, width: number, gap: number, todayText: string}} strip `gap`: the least
 *   distance between two marks
 * @returns {Mark[]} empty where there is no moment
 */
export function layout(moments, { today, format, width, gap, todayText }) {
  /** @type {Map<string, string[]>} */
  const days = new Map();
  for (const { on, text } of moments) {
    const day = format.dayOf(on);
    if (!Number.isNaN(Date.parse(day))) {
      days.set(day, [...(days.get(day) ?? []), text]);
    }
  }
  if (days.size === 0) {
    return [];
  }
  days.set(today, [todayText, ...(days.get(today) ?? [])]);
  const kept = nearest([...days.keys()].sort(), today, Math.max(2, Math.floor(width / gap) + 1));
  return spread(kept, width, gap).map(([day, x]) => ({
    x,
    day,
    side: day === today ? "today" : day < today ? "past" : "ahead",
    texts: days.get(day) ?? [],
  }));
}

/**
 * @param {string[]} days sorted
 * @param {string} today one of them
 * @param {number} room
 */
function nearest(days, today, room) {
  const at = days.indexOf(today);
  // Ahead counts for more than behind: two of three places are for what is still to come.
  const ahead = Math.min(days.length - 1 - at, Math.max(Math.ceil(((room - 1) * 2) / 3), room - 1 - at));
  const behind = Math.min(at, room - 1 - ahead);
  return days.slice(at - behind, at + ahead + 1);
}

/**
 * @param {string[]} days sorted
 * @param {number} width
 * @param {number} gap
 * @returns {[string, number][]}
 */
function spread(days, width, gap) {
  const first = Date.parse(days[0] ?? "");
  const span = Date.parse(days.at(-1) ?? "") - first || 1;
  const spare = width - gap * (days.length - 1);
  // Each mark gets its least distance; what is left over is shared out by the calendar.
  return days.map((day, index) => [day, Math.round(index * gap + (spare * (Date.parse(day) - first)) / span)]);
}
