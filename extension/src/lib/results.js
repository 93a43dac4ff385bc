import { api } from "./browser.js";
import { glanceOf } from "./glance.js";

/** @typedef {import("../../types.js").Report} Report */
/** @typedef {import("../../types.js").Remembered} Remembered */

// What was answered last, at a glance, lives in the browser's memory only and is gone when it closes. The newest stay.
const SHELF = "answers";
const ROOM = 20; // pages
const ROWS = 100; // orders of one page

/** @returns {Promise<Record<string, Remembered>>} by page, oldest first */
async function shelf() {
  const stored = await api.storage.session.get({ [SHELF]: {} });
  return /** @type {Record<string, Remembered>} */ (stored[SHELF]);
}

/**
 * Remember what a page was answered. Where the browser has no room, the older answers go; where there still is none,
 * nothing is remembered: the answer on the screen does not depend on it.
 * @param {string} page
 * @param {Report} report
 */
export async function remember(page, report) {
  const kept = { as_of: report.as_of, orders: report.orders.slice(0, ROWS).map(glanceOf) };
  try {
    const others = Object.entries(await shelf()).filter(([name]) => name !== page);
    const newest = others.slice(1 - ROOM);
    await api.storage.session.set({ [SHELF]: Object.fromEntries([...newest, [page, kept]]) });
  } catch {
    await api.storage.session.set({ [SHELF]: { [page]: kept } }).catch(() => {});
  }
}

/**
 * @param {string} page
 * @returns {Promise<Remembered | null>}
 */
export async function recall(page) {
  return (await shelf().catch(() => null))?.[page] ?? null;
}

/**
 * Drop the results that hold this order, or all of them.
 * @param {string | null} orderId null: everything
 */
export async function forgetResults(orderId) {
  const holds = (/** @type {Remembered} */ kept) => kept.orders.some(({ order_id: id }) => id === orderId);
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
