import { api } from "./browser.js";

/** @typedef {import("../../types.js").Report} Report */
/** @typedef {import("./passing.js").Given} Given */

/**
 * A report on its way to a tab of its own. `chosen`: the order to show, null for the list; `page`: under which it is
 * remembered; `given`: the page itself, where it is at hand.
 * @typedef {{report: Report, chosen: number | null, page: string, given?: Given | null}} Handed
 */

/**
 * Open the full report in a tab. It goes from page to page through the browser's memory and is stored nowhere; only
 * the order's number stands in the tab's address, so that a reloaded tab can ask the server for it.
 * @param {Handed} handed
 */
export async function handOver(handed) {
  const orderId = handed.chosen === null ? null : handed.report.orders[handed.chosen]?.order.order_id;
  await handTo("report.html", handed, `:${encodeURIComponent(orderId ?? "")}`);
}

/**
 * Open the tab in which a page is copied without people. It gets the page in the same way.
 * @param {Given} given
 */
export async function handCopy(given) {
  await handTo("safe.html", given);
}

/**
 * @param {string} page of ours
 * @param {unknown} handed
 * @param {string} [behind] stands in the tab's address, behind the token
 */
async function handTo(page, handed, behind = "") {
  const token = crypto.randomUUID();
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
  const url = api.runtime.getURL(`${page}#${token}${behind}`);
  const tab = await api.tabs.create({ url, active: false }); // in front, it would close the popup too early
  await fetched;
  await api.tabs.update(tab.id ?? -1, { active: true });
}

/**
 * What was handed to this tab.
 * @param {string} token
 * @returns {Promise<unknown>} null where nobody has it any more
 */
export async function fetchHanded(token) {
  try {
    return (await api.runtime.sendMessage({ want: token })) ?? null;
  } catch {
    return null; // no other page of ours is open
  }
}
