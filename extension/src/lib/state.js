import { installation } from "./installation.js";

/**
 * Every state in which there is no answer to show. Its words are `state_<name>_title`, `_text` and `_next`; here
 * stand the buttons that lead out of it, and the command to type where there is one.
 * @typedef {keyof typeof STATES} StateName
 * @typedef {"retry" | "pair" | "orders" | "saved"} Way
 */
export const STATES = /** @satisfies {Record<string, Way[]>} */ ({
  not_shop: ["orders", "saved"],
  login: ["retry", "orders"],
  no_key: ["pair"],
  not_joined: ["retry", "pair"],
  door_stuck: ["retry", "pair"],
  server_down: ["retry", "pair"],
  silent: ["retry", "pair"],
  stranger: ["pair", "retry"],
  wrong_key: ["pair", "retry"],
  timeout: ["retry"],
  busy: ["retry"],
  too_many: ["retry"],
  server_error: ["retry"],
  other_version: ["retry"],
  page_too_big: ["retry"],
  page_stuck: ["retry", "saved"],
  page_unreadable: ["retry", "saved"],
  still_loading: ["retry"],
  list_unread: ["retry", "orders"],
  other_language: ["retry"],
  captcha: ["retry"],
  product: ["orders"],
  chat: ["orders"],
  dispute_form: ["orders"],
  not_diagnosed: ["retry"],
  not_order: ["retry", "orders"],
});

/** @type {Partial<Record<StateName, string>>} */
const COMMANDS = {
  not_joined: installation.setup,
  server_down: `${installation.command} serve`,
  stranger: `${installation.command} serve --port 47300`,
  wrong_key: `${installation.command} pair`,
};

/**
 * The ways out of a state.
 * @param {StateName} name
 * @returns {Way[]}
 */
export function waysOut(name) {
  return STATES[name];
}

/**
 * What to type in a terminal to get out of a state.
 * @param {StateName} name
 */
export function commandFor(name) {
  return COMMANDS[name] ?? null;
}

// What the server says of a page that it could not read as an order.
const UNREAD_STATES = /** @type {Record<string, StateName>} */ ({
  empty: "still_loading",
  empty_shell: "still_loading",
  login_page: "login",
  captcha: "captcha",
  product_page: "product",
  dispute_form: "dispute_form",
  other_language: "other_language",
  not_diagnosed: "not_diagnosed",
});

/**
 * The state for a page from which no order was read.
 * @param {string} code the problem's code
 * @param {boolean} loading the browser was still loading the page
 * @param {"list" | "chat" | null} kind what the page's address says that it is
 * @returns {StateName}
 */
export function unreadState(code, loading, kind) {
  const state = UNREAD_STATES[code] ?? (loading ? "still_loading" : "not_order");
  if (kind === "list" && !loading && (state === "still_loading" || state === "not_order")) {
    return "list_unread";
  }
  return kind === "chat" && state === "not_order" ? "chat" : state;
}
