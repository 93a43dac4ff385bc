import { fromBase64, toBase64 } from "./base64.js";
import { ask } from "./client.js";
import { save } from "./download.js";
import { buyer } from "./format.js";
import { Trouble } from "./trouble.js";

/** @typedef {import("../../types.js").Settings} Settings */
/** @typedef {import("../../types.js").Entry} Entry */
/** @typedef {import("../../types.js").Problem} Problem */
/** @typedef {import("./client.js").Packed} Packed */

/**
 * A page that may be passed on, on its way from tab to tab in the browser's memory: the packed request that a click made
 * of it (`gzip`, base64), or what the request for a saved page says of it (`content`).
 * @typedef {{gzip: string} | {content: object}} Given
 */

/** @typedef {{pages: string[], packed: string | null, suffix: string, counts: Record<string, number>}} Safe */
/** @typedef {{safe: Safe | null, problem: Problem | null, fields: string[]}} Copied */

/**
 * @param {Packed} body
 * @returns {Given}
 */
export const givenOf = ({ bytes }) => ({ gzip: toBase64(bytes) });

/**
 * Have a page copied without people, by the program on this computer.
 * @param {Settings} settings
 * @param {Given} given
 * @returns {Promise<Copied>}
 * @throws {Trouble}
 */
export async function scrub(settings, given) {
  const packed = "gzip" in given && { bytes: fromBase64(given.gzip), encoding: { "Content-Encoding": "gzip" } };
  const body = packed ? Promise.resolve(packed) : "content" in given ? { ...given.content, ...buyer() } : {};
  const copied = await ask(settings, "/scrub", body);
  if (!isCopied(copied)) {
    throw new Trouble("other_version");
  }
  return copied;
}

/** @param {any} value JSON */
function isCopied(value) {
  const { safe, problem, fields } = value ?? {};
  const pages = safe?.pages;
  const whole = Array.isArray(pages) && pages.length > 0 && pages.every((page) => typeof page === "string");
  return Array.isArray(fields) && (whole ? safe.counts instanceof Object : typeof problem?.message === "string");
}

/**
 * Save a copy that was looked at.
 * @param {Safe} safe
 */
export function saveCopy({ pages, packed, suffix }) {
  const content = packed === null ? (pages[0] ?? "") : fromBase64(packed);
  const ending = /^\.(html|txt|zip)$/.test(suffix) ? suffix : ".txt";
  save(new Blob([content], { type: "application/octet-stream" }), `whyclosed-safe-copy${ending}`);
}

/**
 * Save the evidence pack of an order.
 * @param {Settings} settings
 * @param {Entry} entry
 * @param {Given | null} page goes in, with the buyer's name and address on it; null: nothing of it does
 */
export async function savePack(settings, { order, answers }, page) {
  const captured = page === null ? null : await pageOf(page);
  const { zip } = await ask(settings, "/evidence", { order, answers, page: captured, ...buyer() });
  if (typeof zip !== "string") {
    throw new Trouble("other_version");
  }
  const name = (order.order_id ?? "order").replace(/\W/g, "");
  save(new Blob([fromBase64(zip)], { type: "application/zip" }), `evidence-${name}.zip`);
}

/**
 * The page in the request that a click made of it.
 * @param {Given} given
 */
async function pageOf(given) {
  if (!("gzip" in given)) {
    return null;
  }
  const packed = new Blob([fromBase64(given.gzip)]).stream();
  const { url, captured_at, html } = await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).json();
  return { url, captured_at, html };
}
