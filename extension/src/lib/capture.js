import { api } from "./browser.js";
import { Trouble } from "./trouble.js";

/** Characters of markup above which a page is refused (the server's own limit is 16 MiB of JSON). */
export const MAX_CHARACTERS = 15_000_000;
const PATIENCE = 8_000; // milliseconds for a page that is busy

/**
 * @typedef {object} Captured
 * @property {string} url where the page stood when it was read
 * @property {string} html the rendered page, open and closed shadow roots included
 * @property {number} length characters of `html` before the limit was applied
 * @property {boolean} loading the browser was still loading the page
 * @property {string} capturedAt ISO 8601 with offset
 */

/**
 * Read the page, from inside its tab but in a world of our own. Runs without anything from this module's scope, and
 * without changing the page. A page can hide a property of `document` or of a form behind an element of that name,
 * so each is read through its prototype.
 * @param {number} limit
 * @returns {{url: string, html: string, length: number, loading: boolean, at: number}}
 */
export function readPage(limit) {
  /** @type {(owner: object, name: string) => (target: unknown) => any} */
  const reader = (owner, name) => {
    const get = Object.getOwnPropertyDescriptor(owner, name)?.get;
    return (target) => get?.call(target);
  };
  const rootOf = reader(Document.prototype, "documentElement");
  const stateOf = reader(Document.prototype, "readyState");
  const nameOf = reader(Element.prototype, "localName");
  const firstOf = reader(Node.prototype, "firstChild");
  const openRoot = reader(Element.prototype, "shadowRoot");
  const anyRoot = reader(Element.prototype, "openOrClosedShadowRoot"); // Firefox
  const closedRoot = Reflect.get(globalThis, "chrome")?.dom?.openOrClosedShadowRoot; // Chromium

  // The elements that can have a shadow root, besides those with a dash in their name.
  const hosts = new Set(
    "article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span".split(" "),
  );
  /**
   * Asking for a closed root is slow, and a page has tens of thousands of elements. Own elements are always asked,
   * ordinary ones where they are empty: one that is not shows its own content, which is read in any case.
   * @param {any} element
   * @returns {ShadowRoot | null}
   */
  const shadowOf = (element) => {
    const open = openRoot(element);
    const name = nameOf(element);
    if (open || !(name.includes("-") || (hosts.has(name) && !firstOf(element)))) {
      return open;
    }
    return closedRoot ? (element instanceof HTMLElement ? closedRoot(element) : null) : anyRoot(element);
  };

  /** @type {ShadowRoot[]} */
  const shadowRoots = [];
  /** @param {NodeListOf<Element>} elements */
  const collect = (elements) => {
    for (const element of elements) {
      const shadow = shadowOf(element);
      if (shadow) {
        shadowRoots.push(shadow);
        collect(DocumentFragment.prototype.querySelectorAll.call(shadow, "*"));
      }
    }
  };
  collect(Document.prototype.querySelectorAll.call(document, "*"));

  const root = rootOf(document);
  if (!root) {
    return { url: location.href, html: "", length: 0, loading: true, at: Date.now() };
  }
  // `getHTML` gives what is inside the root; its own tag (with the language) comes from an empty copy.
  const shell = reader(Element.prototype, "outerHTML")(Node.prototype.cloneNode.call(root, false));
  const close = shell.lastIndexOf("</");
  const inside = Element.prototype.getHTML.call(root, { shadowRoots });
  const html = close < 0 ? shell + inside : shell.slice(0, close) + inside + shell.slice(close);
  return {
    url: location.href,
    html: html.length > limit ? "" : html,
    length: html.length,
    loading: stateOf(document) === "loading",
    at: Date.now(),
  };
}

/**
 * Read the rendered page of a tab.
 * @param {number} tabId
 * @param {number} [patience] milliseconds before a page that does not answer is given up
 * @returns {Promise<Captured>}
 * @throws {Trouble} `page_stuck`, `page_unreadable` or `page_too_big`
 */
export async function capture(tabId, patience = PATIENCE) {
  const page = await Promise.race([inject(tabId), giveUp(patience)]);
  if (!page || typeof page.html !== "string") {
    throw new Trouble("page_unreadable");
  }
  if (page.length > MAX_CHARACTERS) {
    throw new Trouble("page_too_big");
  }
  return {
    url: page.url,
    html: page.html,
    length: page.length,
    loading: page.loading,
    capturedAt: withOffset(new Date(page.at)),
  };
}

/** @param {number} tabId */
async function inject(tabId) {
  try {
    const [answer] = await api.scripting.executeScript({
      target: { tabId },
      func: readPage,
      args: [MAX_CHARACTERS],
      injectImmediately: true,
    });
    return answer?.result;
  } catch {
    throw new Trouble("page_unreadable");
  }
}

/**
 * @param {number} patience
 * @returns {Promise<never>}
 */
function giveUp(patience) {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Trouble("page_stuck")), patience);
  });
}

/**
 * ISO 8601 in the clock of this computer, with its offset from UTC.
 * @param {Date} time
 * @returns {string}
 */
export function withOffset(time) {
  const minutes = -time.getTimezoneOffset();
  const local = new Date(time.getTime() + minutes * 60_000).toISOString().slice(0, -1);
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  const size = Math.abs(minutes);
  return `${local}${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
