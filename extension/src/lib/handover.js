import { api } from "./browser.js";

/** @typedef {import("../../types.js").Report} Report */

/**
 * A report on its way to a tab of its own. `chosen`: the order to show, null for the list; `page`: under which it is
 * remembered.
 * @typedef {{report: Report, chosen: number | null, page: string}} Handed
 */

/**
 * Open the full report in a tab. It goes from page to page through the browser's memory and is stored nowhere; only
 * the order's number stands in the tab's address, so that a reloaded tab can ask the server for it.
 * @param {Handed} handed
 */
export async function handOver(handed) {
  const token = crypto.randomUUID();
  const orderId = handed.chosen === null ? null : handed.report.orders[handed.chosen]?.order.order_id;
  const fetched = new Promise((resolve) => {
    /** @param {any} message @param {unknown} _sender @param {(answer: unknown) => void} reply */
    const listen = (message, _sender, reply) => {
      if (message?.want === token) {
        api.runtime.onMessage.removeListener(listen);
        reply(handed);
        setTimeout(resolve);
      }
    };
    api.runtime.onMessage.addListener(listen);
  });
  const url = api.runtime.getURL(`report.html#${token}:${encodeURIComponent(orderId ?? "")}`);
  const tab = await api.tabs.create({ url, active: false }); // in front, it would close the popup too early
  await fetched;
  await api.tabs.update(tab.id ?? -1, { active: true });
}

/**
 * What was handed to this tab.
 * @param {string} token
 * @returns {Promise<Handed | null>} null where nobody has it any more
 */
export async function fetchHanded(token) {
  try {
    return (await api.runtime.sendMessage({ want: token })) ?? null;
  } catch {
    return null; // no other page of ours is open
  }
}
