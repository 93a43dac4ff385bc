// The only hosts whose pages are read. Exact names: a look-alike or a host that only ends alike is none of ours.
const LANGUAGES = [
  "ar", "de", "es", "fr", "he", "id", "it", "ja", "ko", "nl", "pl", "pt", "ru", "sv", "th", "tr", "uk", "vi",
];
const SHOP_HOSTS = new Set([
  "www.aliexpress.com",
  "www.aliexpress.us",
  "aliexpress.ru",
  "www.aliexpress.ru",
  "m.aliexpress.com",
  "m.aliexpress.us",
  "m.aliexpress.ru",
  "trade.aliexpress.com",
  "trade.aliexpress.us",
  "trade.aliexpress.ru",
  "track.aliexpress.com",
  "track.aliexpress.us",
  "msg.aliexpress.com",
  "msg.aliexpress.us",
  "feedback.aliexpress.com",
  ...LANGUAGES.map((language) => `${language}.aliexpress.com`),
]);
const LOGIN_HOSTS = new Set(["login.aliexpress.com", "login.aliexpress.us", "login.aliexpress.ru", "passport.aliexpress.com"]);

/**
 * @param {string | null | undefined} address
 * @returns {URL | null} null unless it is an https address on the standard port
 */
function secureUrl(address) {
  if (!address || !URL.canParse(address)) {
    return null;
  }
  const url = new URL(address);
  return url.protocol === "https:" && url.port === "" && url.username === "" && url.password === "" ? url : null;
}

/**
 * What stands behind an address: a page of the shop (which may be read), its log-in page, or anything else.
 * @param {string | null | undefined} address
 * @returns {"shop" | "login" | "other"}
 */
export function placeOf(address) {
  const url = secureUrl(address);
  if (url && SHOP_HOSTS.has(url.hostname)) {
    return "shop";
  }
  return url && LOGIN_HOSTS.has(url.hostname) ? "login" : "other";
}

/**
 * An address that may become a link: https and on the shop's hosts. Everything else is null.
 * @param {string | null | undefined} address
 * @returns {string | null}
 */
export function safeLink(address) {
  const url = secureUrl(address);
  return url && SHOP_HOSTS.has(url.hostname) ? url.href : null;
}

/**
 * What a page of the shop is by its address; null where the address does not tell.
 * @param {string} address
 * @returns {"list" | "chat" | null}
 */
export function kindOf(address) {
  const { hostname, pathname } = new URL(address);
  if (hostname.startsWith("msg.")) {
    return "chat";
  }
  return /\/order\/index\.html$|\/order[-_]?list/i.test(pathname) ? "list" : null;
}

/**
 * The address by which a page's last result is remembered: without fragment.
 * @param {string} address
 * @returns {string}
 */
export function pageKey(address) {
  const url = new URL(address);
  url.hash = "";
  return url.href;
}
