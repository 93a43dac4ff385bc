import { t } from "../lib/i18n.js";
import { el, said } from "./dom.js";
import { sign } from "./icons.js";

/** @typedef {import("../../types.js").Entry} Entry */
/** @typedef {import("../../types.js").Glance} Glance */
/** @typedef {import("../../types.js").Tone} Tone */

/**
 * An order in a list. `index`: its place in the report, which the server has sorted.
 * @typedef {{glance: Glance, index: number}} Row
 */

/** @type {Tone[]} */
const TONES = ["act", "decide", "wait", "done"];

/**
 * How many orders there are, and how many of each kind, in one line.
 * @param {Row[]} rows
 * @param {"orders_on_page" | "orders_remembered"} title
 */
export function sumUp(rows, title) {
  const counted = TONES.map((tone) => [tone, rows.filter(({ glance }) => glance.tone === tone).length]);
  const kinds = counted.flatMap(([tone, count]) => (count ? [t(`count_${tone}`, String(count))] : []));
  return [t(title, String(rows.length)), ...kinds].join(" · ");
}

/**
 * Orders as a list of buttons of two lines: what to do; the item, the money and the date. Those that are done
 * stand behind a fold.
 * @param {Row[]} rows in the server's order
 * @param {import("../lib/format.js").Format} format
 * @param {((index: number) => void) | null} open null where there is nothing to open yet
 * @param {boolean} unfolded
 * @param {(row: Row) => import("./dom.js").Child} [extra] what else stands in a row
 */
export function orderList(rows, format, open, unfolded, extra = () => null) {
  const done = rows.filter(({ glance }) => glance.tone === "done");
  const live = rows.filter(({ glance }) => glance.tone !== "done");
  const items = (/** @type {Row[]} */ some) =>
    el("ul", { class: "rows" }, ...some.map((row) => el("li", {}, line(row, format, open), extra(row))));
  return el(
    "div",
    {},
    live.length > 0 && items(live),
    done.length > 0 &&
      el(
        "details",
        { class: "part", "data-part": "done", open: unfolded },
        el("summary", { "data-focus": "part-done" }, el("h2", {}, t("done_orders", String(done.length)))),
        items(done),
      ),
  );
}

/**
 * @param {Row} row
 * @param {import("../lib/format.js").Format} format
 * @param {((index: number) => void) | null} open
 */
function line({ glance, index }, format, open) {
  const { verdict, next, money, title, order_id: id, tone } = glance;
  return el(
    "button",
    {
      type: "button",
      class: "row",
      "data-focus": `row-${index}`,
      disabled: open === null,
      onclick: () => open?.(index),
    },
    sign(tone),
    el("span", { class: "line" }, said("b", verdict)),
    el(
      "span",
      { class: "line fine" },
      said("span", title ?? id ?? t("order_without_id"), { class: "item" }),
      money.amount && el("bdi", { class: "amount" }, format.money(money.amount)),
      next && el("span", { class: "until" }, until(next, format)),
    ),
  );
}

/**
 * "by 12 Nov".
 * @param {NonNullable<Glance["next"]>} next
 * @param {import("../lib/format.js").Format} format
 */
export function until({ role, on }, format) {
  return t(`short_${role}`, format.shortDay(on));
}

/**
 * Does an order hold all of these words, in any of the texts a buyer may look for?
 * @param {Entry} entry
 * @param {string} words
 */
export function matches({ order, diagnosis }, words) {
  const text = [
    order.order_id,
    order.status?.label,
    order.shop.name,
    diagnosis.headline,
    ...order.items.map(({ title }) => title),
    ...order.packages.map((parcel) => parcel.tracking_number),
  ]
    .join("\n")
    .toLocaleLowerCase();
  return words
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
