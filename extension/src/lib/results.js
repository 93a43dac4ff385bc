import { api } from "./browser.js";

/** @typedef {import("../../types.js").Report} Report */
/** @typedef {import("../../types.js").Remembered} Remembered */

// Results live in the browser's memory only and are gone when it closes. The newest ones stay.
const SHELF = "results";
const ROOM = 20;

/** @returns {Promise<Record<string, Remembered>>} by page, oldest first */
async function shelf() {
  const stored = await api.storage.session.get({ [SHELF]: {} });
  return /** @type {Record<string, Remembered>} */ (stored[SHELF]);
}

/**
 * Remember a report under the page (or the list) that it belongs to.
 * @param {string} page
 * @param {Report} report
 * @returns {Promise<Remembered>}
 */
export async function remember(page, report) {
  const all = await shelf();
  const kept = { id: all[page]?.id ?? crypto.randomUUID(), report };
  delete all[page];
  all[page] = kept;
  const newest = Object.fromEntries(Object.entries(all).slice(-ROOM));
  await api.storage.session.set({ [SHELF]: newest });
  return kept;
}

/**
 * @param {string} page
 * @returns {Promise<Remembered | null>}
 */
export async function recall(page) {
  return (await shelf())[page] ?? null;
}

/**
 * @param {string} id
 * @returns {Promise<(Remembered & {page: string}) | null>}
 */
export async function recallById(id) {
  const found = Object.entries(await shelf()).find(([, kept]) => kept.id === id);
  return found ? { page: found[0], ...found[1] } : null;
}

/**
 * Drop the results that hold this order, or all of them.
 * @param {string | null} orderId null: everything
 */
export async function forgetResults(orderId) {
  const holds = (/** @type {Remembered} */ kept) => kept.report.orders.some(({ order }) => order.order_id === orderId);
  const kept = orderId === null ? [] : Object.entries(await shelf()).filter(([, result]) => !holds(result));
  await api.storage.session.set({ [SHELF]: Object.fromEntries(kept) });
}

/**
 * Do two JSON values say the same? A browser's storage does not keep the order of keys.
 * @param {unknown} a
 * @param {unknown} b
 * @returns {boolean}
 */
export function same(a, b) {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return a === b;
  }
  const keys = Object.keys(a);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && same(Reflect.get(a, key), Reflect.get(b, key)))
  );
}
