// The part of the browser that the modules use, for node. Import it before any of them.
import { readFileSync } from "node:fs";

/** @type {Record<string, {message: string, placeholders?: Record<string, {content: string}>}>} */
const messages = JSON.parse(readFileSync(new URL("../src/_locales/en/messages.json", import.meta.url), "utf8"));

let language = "en-US";
/** The browser speaks this language from now on. @param {string} other */
export const speak = (other) => {
  language = other;
};

/** A storage area in memory; what goes in and comes out is copied, as in a browser. */
class Area {
  /** @type {Record<string, unknown>} */ data = {};
  /** @param {Record<string, unknown>} defaults */
  get(defaults) {
    const found = Object.keys(defaults).map((key) => [key, key in this.data ? this.data[key] : defaults[key]]);
    return Promise.resolve(structuredClone(Object.fromEntries(found)));
  }
  /** @param {Record<string, unknown>} values */
  set(values) {
    Object.assign(this.data, structuredClone(values));
    return Promise.resolve();
  }
}

export const storage = { local: new Area(), session: new Area() };

/** The door opener: whether the user allows it, and what it answers (an `Error`: there is none). */
export const opener = {
  allowed: false,
  /** @type {unknown} */ answer: new Error("no such host"),
  /** @type {unknown[][]} */ heard: [],
};

const browser = {
  permissions: { contains: () => Promise.resolve(opener.allowed) },
  runtime: {
    /** @param {string} name @param {unknown} message */
    sendNativeMessage(name, message) {
      opener.heard.push([name, message]);
      return opener.answer instanceof Error ? Promise.reject(opener.answer) : Promise.resolve(opener.answer);
    },
  },
  i18n: {
    getUILanguage: () => language,
    /** @param {string} key @param {string[]} values */
    getMessage(key, values = []) {
      const entry = messages[key];
      return (entry?.message ?? "").replace(/\$(\w+)\$/g, (whole, name) => {
        const content = entry?.placeholders?.[name.toLowerCase()]?.content;
        return content ? (values[Number(content.slice(1)) - 1] ?? "") : whole;
      });
    },
  },
  storage,
};
Reflect.set(globalThis, "chrome", browser);
