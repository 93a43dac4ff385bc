import { api } from "./browser.js";
import { Trouble } from "./trouble.js";

/** Characters of markup above which a page is refused (the server's own limit is 16 MiB of JSON). */
const MAX_CHARACTERS = 15_000_000;
const PATIENCE = 8_000; // milliseconds for a page that is busy

/** @typedef {import("./client.js").Packed} Packed */

/**
 * @typedef {object} Captured
 * @property {string} url where the page stood when it was read
 * @property {boolean} loading the browser was still loading the page
 * @property {Packed} body the request that holds the page
 */

/**
 * Read the page and pack it, from inside its tab but in a world of our own: what comes out of the tab is small, and
 * the popup goes on in the meantime. Runs without anything from this module's scope, and without changing the page. A
 * page can hide a property of `document` or of a form behind an element of that name, so each is read through its
 * prototype.
 * @param {number} limit characters of markup
 * @param {object} said what else the request says
 * @returns {Promise<{url: string, loading: boolean, gzip: string | null}>} `gzip` as an address of the form
 *   `data:…;base64,…`; null where the page is too big
 */
export async function readPage(limit, said) {
  /** @type {(owner: object, name: string) => (target: unknown) => any} */
  const reader = (owner, name) => {
    const get = Object.getOwnPropertyDescriptor(owner, name)?.get;
    return (target) => get?.call(target);
  };
  const rootOf = reader(Document.prototype, "documentElement");
  const stateOf = reader(Document.prototype, "readyState");
  const textOf = reader(Node.prototype, "textContent");
  const childrenOf = reader(DocumentFragment.prototype, "children");
  const ownerOf = reader(Node.prototype, "ownerDocument");
  const contentOf = reader(HTMLIFrameElement.prototype, "contentDocument");
  const openRoot = reader(Element.prototype, "shadowRoot");
  const anyRoot = reader(Element.prototype, "openOrClosedShadowRoot"); // Firefox
  const closedRoot = Reflect.get(globalThis, "chrome")?.dom?.openOrClosedShadowRoot; // Chromium

  // Asking for a closed root is slow, and a page has tens of thousands of elements. Elements of the page's own making
  // are always asked, ordinary ones where they are empty: one that is not shows its own content, which is read anyway.
  const ownElements = "descendant-or-self::*[contains(local-name(), '-')]";
  const emptyHosts = ":is(article, aside, blockquote, body, div, footer, h1, h2, h3, h4, h5, h6, header, main, nav, p, section, span):empty";

  /** @type {Set<ShadowRoot>} */
  const shadowRoots = new Set();
  /** @param {ShadowRoot | null | undefined} shadow */
  const keep = (shadow) => {
    if (shadow && !shadowRoots.has(shadow)) {
      shadowRoots.add(shadow);
      [...childrenOf(shadow)].forEach(search);
    }
  };
  /** @param {any} element */
  const ask = (element) =>
    keep(closedRoot ? (element instanceof HTMLElement ? closedRoot(element) : null) : anyRoot(element));
  /** @param {Element} top */
  const search = (top) => {
    const { evaluate, createNodeIterator } = Document.prototype;
    const owner = ownerOf(top);
    const own = evaluate.call(owner, ownElements, top, null, XPathResult.UNORDERED_NODE_SNAPSHOT_TYPE, null);
    for (let at = 0; at < own.snapshotLength; at += 1) {
      ask(own.snapshotItem(at));
    }
    [top, ...Element.prototype.querySelectorAll.call(top, emptyHosts)].forEach(ask);
    const all = createNodeIterator.call(owner, top, NodeFilter.SHOW_ELEMENT);
    for (let element = all.nextNode(); element; element = all.nextNode()) {
      keep(openRoot(element));
    }
  };

  /** `getHTML` gives what is inside the root; its own tag (with the language) comes from an empty copy. @param {any} root */
  const markup = (root) => {
    search(root);
    const shell = reader(Element.prototype, "outerHTML")(Node.prototype.cloneNode.call(root, false));
    const inside = Element.prototype.getHTML.call(root, { shadowRoots: [...shadowRoots] });
    const close = shell.lastIndexOf("</");
    return close < 0 ? shell + inside : shell.slice(0, close) + inside + shell.slice(close);
  };

  /**
   * Long scripts and styles are most of a page and say nothing of an order: what stands in them stays in the browser.
   * @param {string} html
   * @param {Document} page
   */
  const withoutCode = (html, page) => {
    const pieces = [];
    let from = 0;
    const code = "script:not([type*='json' i]), style";
    for (const element of Document.prototype.querySelectorAll.call(page, code)) {
      const text = textOf(element);
      const at = text.length < 1_000 ? -1 : html.indexOf(`>${text}</s`, from);
      if (at >= 0) {
        pieces.push(html.slice(from, at + 1));
        from = at + 1 + text.length;
      }
    }
    return pieces.join("") + html.slice(from);
  };

  /**
   * The markup of a page, and behind it what the frames in it show that are the shop's own, in the form in which savers
   * keep a frame. Of another site's the browser gives nothing.
   * @param {Document} page
   * @returns {string}
   */
  const whole = (page) => {
    const root = rootOf(page);
    const frames = Document.prototype.querySelectorAll.call(page, "iframe:not([srcdoc])");
    const shown = [...frames].filter((frame) => Element.prototype.checkVisibility.call(frame));
    const inside = shown.map(contentOf).filter(Boolean).map(whole);
    const kept = inside.map((html) => `<iframe srcdoc="${html.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"></iframe>`);
    return root ? withoutCode(markup(root), page) + kept.join("") : "";
  };

  /** ISO 8601 in the clock of this computer, with its offset from UTC. @param {Date} time */
  const withOffset = (time) => {
    const east = -time.getTimezoneOffset(); // minutes
    const two = (/** @type {number} */ part) => String(Math.floor(part)).padStart(2, "0");
    const local = new Date(time.getTime() + east * 60_000).toISOString().slice(0, -1);
    return `${local}${east < 0 ? "-" : "+"}${two(Math.abs(east) / 60)}:${two(Math.abs(east) % 60)}`;
  };

  /**
   * In slices: each stays in the processor's cache on its way from text to JSON to bytes to gzip.
   * @param {string} start JSON that ends in `""}`
   * @param {string} html goes between those quotes
   */
  const pack = (start, html) => {
    const slice = 65_536;
    const encoder = new TextEncoder();
    const gzip = new CompressionStream("gzip");
    const packed = new Response(gzip.readable).blob();
    const writer = gzip.writable.getWriter();
    const write = (/** @type {string} */ text) => void writer.write(encoder.encode(text));
    write(start.slice(0, -2));
    for (let at = 0; at < html.length; at += slice) {
      write(JSON.stringify(html.slice(at, at + slice)).slice(1, -1));
    }
    write('"}');
    void writer.close();
    return packed;
  };

  const captured_at = withOffset(new Date());
  const { href: url } = location;
  const html = whole(document);
  const state = { url, loading: !html || stateOf(document) === "loading" };
  if (html.length > limit) {
    return { ...state, gzip: null };
  }
  const packed = await pack(JSON.stringify({ ...said, url: url.slice(0, 8_000), captured_at, html: "" }), html);
  return new Promise((resolve, reject) => {
    const file = new FileReader();
    file.onload = () => resolve({ ...state, gzip: String(file.result) });
    file.onerror = () => reject(file.error);
    file.readAsDataURL(packed);
  });
}

/**
 * Read the rendered page of a tab.
 * @param {number} tabId
 * @param {object} said what the request says besides address, time and page
 * @param {number} [patience] milliseconds before a page that does not answer is given up
 * @returns {Promise<Captured>}
 * @throws {Trouble} `page_stuck`, `page_unreadable` or `page_too_big`
 */
export async function capture(tabId, said, patience = PATIENCE) {
  const page = await Promise.race([inject(tabId, said), giveUp(patience)]);
  if (!page) {
    throw new Trouble("page_unreadable");
  }
  if (page.gzip === null) {
    throw new Trouble("page_too_big");
  }
  const bytes = Uint8Array.from(atob(page.gzip.slice(page.gzip.indexOf(",") + 1)), (digit) => digit.charCodeAt(0));
  return { url: page.url, loading: page.loading, body: { bytes, encoding: { "Content-Encoding": "gzip" } } };
}

/**
 * @param {number} tabId
 * @param {object} said
 */
async function inject(tabId, said) {
  try {
    const [answer] = await api.scripting.executeScript({
      target: { tabId },
      func: readPage,
      args: [MAX_CHARACTERS, said],
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
