import { api } from "./browser.js";

/**
 * The extension's own words: buttons, and states that exist without a server. Sentences about an order never come
 * from here.
 * @param {string} key
 * @param {...string} values what stands for the message's placeholders, in their order
 * @returns {string}
 */
export function t(key, ...values) {
  return api.i18n.getMessage(key, values) || key;
}

/**
 * The locale in which days and amounts are written: the browser's where these words are in its language, else theirs.
 * @returns {string} BCP 47
 */
export function mannerOf() {
  const [ours, theirs] = [t("document_language"), api.i18n.getUILanguage()];
  return ours.split("-")[0] === theirs.split("-")[0] ? theirs : ours;
}

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur", "yi"]);

/**
 * Writing direction of a language.
 * @param {string} language BCP 47
 * @returns {"ltr" | "rtl"}
 */
export function directionOf(language) {
  return RIGHT_TO_LEFT.has(language.split("-")[0] ?? "") ? "rtl" : "ltr";
}

/**
 * Fill a page's `data-t` (text) and `data-t-label` (accessible name) places, and say in which language it stands.
 * @param {Document} page
 */
export function localise(page) {
  page.documentElement.lang = t("document_language");
  page.documentElement.dir = directionOf(page.documentElement.lang);
  for (const place of page.querySelectorAll("[data-t]")) {
    place.textContent = t(place.getAttribute("data-t") ?? "");
  }
  for (const place of page.querySelectorAll("[data-t-label]")) {
    place.setAttribute("aria-label", t(place.getAttribute("data-t-label") ?? ""));
  }
}
