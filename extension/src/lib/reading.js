import { capture } from "./capture.js";
import { buyer } from "./format.js";
import { placeOf } from "./hosts.js";
import { Trouble } from "./trouble.js";

/** @typedef {import("../../types.js").Settings} Settings */
/** @typedef {import("./capture.js").Captured} Captured */

/**
 * Begin to read the page of a tab.
 * @param {chrome.tabs.Tab} tab
 * @param {Settings} settings
 * @param {string} [orderId] the order to which the page belongs, where it does not say so itself
 * @returns {Promise<{page: Promise<Captured>}>} as soon as it has begun
 * @throws {Trouble} where there is nothing to read, or nobody to read it
 */
export async function beginReading(tab, settings, orderId) {
  const kind = placeOf(tab.url);
  if (kind !== "shop") {
    throw new Trouble(kind === "login" ? "login" : "not_shop");
  }
  if (!settings.key) {
    throw new Trouble("no_key");
  }
  const page = readShop(tab.id ?? -1, orderId);
  page.catch(() => {}); // thrown where it is waited for
  return { page };
}

/**
 * @param {number} tabId
 * @param {string} [orderId]
 * @returns {Promise<Captured>}
 */
async function readShop(tabId, orderId) {
  const page = await capture(tabId, { ...buyer(), ...(orderId !== undefined && { order: orderId }) });
  if (placeOf(page.url) !== "shop") {
    throw new Trouble("not_shop"); // the tab has moved on since the click
  }
  return page;
}
