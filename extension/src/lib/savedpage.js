import { toBase64 } from "./base64.js";
import { ask } from "./client.js";
import { buyer } from "./format.js";
import { Trouble } from "./trouble.js";

/** @typedef {import("../../types.js").Settings} Settings */
/** @typedef {import("../../types.js").Order} Order */
/** @typedef {import("../../types.js").Problem} Problem */

/**
 * What came of a file or of pasted words: the orders on it, what of it was not read, and the trouble that it made.
 * @typedef {{name: string, orders: Order[], problems: Problem[], trouble: Trouble | null}} Outcome
 */

const LONGEST = 48 * 2 ** 20; // bytes of a file that is looked at
const SMALL = 2 ** 20; // bytes of a file that is sent as it is
const EARLIEST = Date.UTC(2010); // before that there were no orders: a clock that was not set
const JUST_NOW = 2_000; // milliseconds

/** @type {Set<import("./state.js").StateName>} troubles of one page; any other keeps all of them away */
const OF_THE_PAGE = new Set(["page_too_big", "page_unreadable"]);

/**
 * Have a saved page read. Nothing is remembered yet, and one that cannot be read stops no other.
 * @param {Settings} settings
 * @param {File | string} given a file, or the words copied out of a page
 * @param {string} name how it is called on the screen
 * @returns {Promise<Outcome>}
 * @throws {Trouble} where it is not the page's fault
 */
export async function readSaved(settings, given, name) {
  try {
    const content = await contentOf(given);
    const { orders, unread } = await ask(settings, "/read", { ...content, ...buyer() });
    return {
      name,
      orders: orders.map((/** @type {{order: Order}} */ { order }) => order),
      problems: unread.map(placed),
      trouble: null,
    };
  } catch (error) {
    if (error instanceof Trouble && OF_THE_PAGE.has(error.state)) {
      return { name, orders: [], problems: [], trouble: error };
    }
    throw error;
  }
}

/**
 * A problem, with the place of the page where the file holds several.
 * @param {{path: string | null, problem: Problem}} unread
 * @returns {Problem}
 */
function placed({ path, problem }) {
  return path === null ? problem : { ...problem, message: `${path}: ${problem.message}` };
}

/**
 * What a request says of a saved page.
 * @param {File | string} given
 * @returns {Promise<object>}
 * @throws {Trouble}
 */
export async function contentOf(given) {
  return typeof given === "string" ? { words: given } : fileOf(given);
}

/** @param {File} file */
async function fileOf(file) {
  if (file.size > LONGEST) {
    throw new Trouble("page_too_big");
  }
  const whole = await file.arrayBuffer().catch(() => {
    throw new Trouble("page_unreadable"); // a folder, or a file that is gone
  });
  const bytes = whole.byteLength > SMALL ? withoutPictures(new Uint8Array(whole)) : new Uint8Array(whole);
  return { file: toBase64(bytes), changed_at: changedAt(file.lastModified, Date.now()) };
}

/**
 * When a file was last changed, ISO 8601. A browser that does not know it says that it was now: null.
 * @param {number} changed
 * @param {number} now both in milliseconds since 1970
 */
export function changedAt(changed, now) {
  return changed >= EARLIEST && changed < now - JUST_NOW ? new Date(changed).toISOString() : null;
}

/**
 * Whether a file names the places of its parts (zip, gzip, binary web archive): nothing can be taken out of it.
 * @param {Uint8Array} bytes
 */
function isPacked(bytes) {
  const start = String.fromCharCode(...bytes.subarray(0, 8));
  return ["PK", "\x1f\x8b", "bplist00"].some((mark) => start.startsWith(mark));
}

const EMBEDDED = /data:(?:image|font|audio|video)\/[\w.+-]{1,60};base64,/g;
const PART = /\nContent-Type: *(?:image|font|audio|video)\/[^\n]*\n(?:[^\r\n][^\n]*\n)*\r?\n/gi;
const NOT_BASE64 = /[^\w+/=\r\n]/g;
const NEXT_PART = /\r?\n--/g;

/**
 * A page without the pictures that it was saved with: they are most of it and say nothing of an order.
 * @param {Uint8Array<ArrayBuffer>} bytes HTML or MHTML in any charset, or anything else
 */
export function withoutPictures(bytes) {
  if (isPacked(bytes)) {
    return bytes;
  }
  const text = letters.decode(bytes);
  const lean = without(without(text, EMBEDDED, NOT_BASE64), PART, NEXT_PART);
  return lean.length === text.length ? bytes : Uint8Array.from(lean, (letter) => byteOf.get(letter) ?? letter.charCodeAt(0));
}

/**
 * The text without what stands between each `start` and the `end` that follows it.
 * @param {string} text
 * @param {RegExp} start
 * @param {RegExp} end
 */
function without(text, start, end) {
  const pieces = [];
  let from = 0;
  for (const { index, 0: head } of text.matchAll(start)) {
    if (index >= from) {
      end.lastIndex = index + head.length;
      pieces.push(text.slice(from, end.lastIndex));
      from = end.exec(text)?.index ?? text.length;
    }
  }
  return pieces.join("") + text.slice(from);
}

// One letter a byte, and back: this charset has a letter of its own for each.
const letters = new TextDecoder("windows-1252");
const byteOf = new Map(Array.from({ length: 32 }, (_, at) => [letters.decode(Uint8Array.of(128 + at)), 128 + at]));
