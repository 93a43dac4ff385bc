import { askReport } from "../lib/client.js";
import { buyer } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { el } from "./dom.js";

/**
 * "To which order does this page belong?": asked where a page does not say so itself. Remembered orders are offered.
 * @param {import("../../types.js").Settings} settings
 * @param {(orderId: string) => void} choose
 */
export function belongs(settings, choose) {
  const known = el("datalist", { id: "known-orders" });
  const input = el("input", {
    list: "known-orders",
    inputmode: "numeric",
    pattern: "\\d{10,22}",
    required: true,
    id: "belongs-to",
    "data-focus": "belongs",
    onfocus: () => void offer(settings, known),
  });
  return el(
    "form",
    {
      class: "entry belongs",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        choose(input.value.trim());
      },
    },
    el("p", {}, t("belongs")),
    el("label", { for: "belongs-to" }, t("belongs_label")),
    input,
    known,
    el("button", { type: "submit", class: "button plain" }, t("belongs_button")),
  );
}

/**
 * @param {import("../../types.js").Settings} settings
 * @param {HTMLDataListElement} known
 */
async function offer(settings, known) {
  if (known.hasChildNodes()) {
    return;
  }
  const { orders } = await askReport(settings, "/orders", buyer()).catch(() => ({ orders: [] }));
  const options = orders.flatMap(({ order }) =>
    order.order_id === null ? [] : [el("option", { value: order.order_id }, order.items[0]?.title ?? "")],
  );
  known.replaceChildren(...options);
}
