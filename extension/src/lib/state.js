/**
 * Every state in which there is no answer to show. Its words are `state_<name>_title`, `_text` and `_next`; here
 * stand the buttons that lead out of it.
 * @typedef {keyof typeof STATES} StateName
 * @typedef {"retry" | "pair" | "orders"} Way
 */
export const STATES = /** @satisfies {Record<string, Way[]>} */ ({
  not_shop: ["orders"],
  login: ["retry", "orders"],
  no_key: ["pair"],
  server_down: ["retry", "pair"],
  stranger: ["pair", "retry"],
  wrong_key: ["pair", "retry"],
  timeout: ["retry"],
  busy: ["retry"],
  too_many: ["retry"],
  server_error: ["retry"],
  other_version: ["retry"],
  page_too_big: ["retry"],
  page_stuck: ["retry"],
  page_unreadable: ["retry"],
  still_loading: ["retry"],
  not_order: ["retry", "orders"],
});

/**
 * The ways out of a state.
 * @param {StateName} name
 * @returns {Way[]}
 */
export function waysOut(name) {
  return STATES[name];
}

// What the server says of a page that it could not read as an order, where that calls for words of its own.
const UNREAD_STATES = /** @type {Record<string, StateName>} */ ({
  empty_shell: "still_loading",
  login_page: "login",
});

/**
 * The state for a page from which no order was read.
 * @param {string} code the problem's code
 * @param {boolean} loading the browser was still loading the page
 * @returns {StateName}
 */
export function unreadState(code, loading) {
  return UNREAD_STATES[code] ?? (loading ? "still_loading" : "not_order");
}
