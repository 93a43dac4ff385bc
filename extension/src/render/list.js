import { t } from "../lib/i18n.js";
import { isActBy } from "../lib/urgency.js";
import { el } from "./dom.js";
import { sign, toneOf } from "./icons.js";

/** @typedef {import("../lib/urgency.js").Row} Row */

/**
 * Orders as a list of buttons, each with what happened and by when.
 * @param {Row[]} rows
 * @param {import("../lib/format.js").Format} format
 * @param {(index: number) => void} open
 * @param {(row: Row) => import("./dom.js").Child} [extra] what else stands in a row
 */
export function orderList(rows, format, open, extra = () => null) {
  return el(
    "ul",
    { class: "rows" },
    ...rows.map((row) => {
      const { order, diagnosis } = row.entry;
      const tone = toneOf(diagnosis);
      const about = [order.status?.label, order.order_id ?? t("order_without_id")];
      const title = order.items[0]?.title;
      return el(
        "li",
        {},
        el(
          "button",
          { type: "button", class: "row", "data-focus": `row-${row.index}`, onclick: () => open(row.index) },
          sign(tone),
          el(
            "span",
            { class: "what" },
            el("b", {}, diagnosis.headline),
            title && el("span", { class: "fine" }, title),
            el("span", { class: "fine" }, about.filter(Boolean).join(" · ")),
          ),
          row.next && el("span", { class: "until" }, until(diagnosis, row.next, format)),
        ),
        extra(row),
      );
    }),
  );
}

/**
 * "act by 12 Nov".
 * @param {import("../../types.js").Diagnosis} diagnosis
 * @param {NonNullable<Row["next"]>} next
 * @param {import("../lib/format.js").Format} format
 */
export function until(diagnosis, { on }, format) {
  return t(isActBy(diagnosis) ? "until" : "next_date", format.shortDay(on));
}

/**
 * Does a row hold all of these words, in any of the texts a buyer may look for?
 * @param {Row} row
 * @param {string} words
 */
export function matches({ entry: { order, diagnosis } }, words) {
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
