import { installation } from "./installation.js";
import { DEFAULT_PORT } from "./settings.js";

/**
 * Every state in which there is no answer to show. Its words are `state_<name>_title`, `_text` and `_next`; here
 * stand the buttons that lead out of it, and below the command to type where there is one, behind `_type`.
 * @typedef {keyof typeof STATES} StateName
 * @typedef {"retry" | "pair" | "orders" | "saved" | "safe"} Way
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
  too_many: ["retry", "pair"],
  server_error: ["retry", "safe"],
  store_stuck: ["retry"],
  other_version: ["retry"],
  page_too_big: ["retry"],
  page_stuck: ["retry", "saved"],
  page_unreadable: ["retry", "saved", "safe"],
  still_loading: ["retry", "safe"],
  list_unread: ["retry", "orders", "safe"],
  other_language: ["retry", "safe"],
  captcha: ["retry"],
  product: ["orders", "safe"],
  chat: ["orders", "safe"],
  dispute_form: ["orders", "safe"],
  not_diagnosed: ["retry", "safe"],
  not_order: ["retry", "orders", "safe"],
});

const FREE = 10; // so many ports further nobody of ours has looked yet
const LAST_PORT = 65_535;

/** @type {Partial<Record<StateName, (port: number) => string>>} by the port in the settings */
const COMMANDS = {
  not_joined: () => installation.setup,
  other_version: () => installation.update,
  door_stuck: serve,
  server_down: serve,
  stranger: serveElsewhere,
  silent: serveElsewhere,
  wrong_key: () => `${installation.command} pair`,
  too_many: () => `${installation.command} pair`,
};

/** @param {number} port */
function serve(port) {
  return `${installation.command} serve${port === DEFAULT_PORT ? "" : ` --port ${port}`}`;
}

/** @param {number} port */
function serveElsewhere(port) {
  return `${installation.command} serve --port ${port + FREE > LAST_PORT ? port - FREE : port + FREE}`;
}

/**
 * The ways out of a state.
 * @param {StateName} name
 * @returns {Way[]}
 */
export function waysOut(name) {
  return STATES[name];
}

/** The key of the words that lead to a command which says by itself what it does. */
export const SETUP_LEAD = installation.inFolder ? "start_type" : "start_type_anywhere";

/** @type {Set<StateName>} whose own words already say what the command does */
const LED = new Set(["not_joined", "other_version"]);

/**
 * What to type in a terminal to get out of a state, the key of the words that lead to it, and those of what has to be
 * known besides; null where nothing is typed.
 * @param {StateName} name
 * @param {number} port the port in the settings
 * @returns {{lead: string, command: string, notes: string[]} | null}
 */
export function commandFor(name, port) {
  const command = COMMANDS[name]?.(port);
  if (!command) {
    return null;
  }
  if (LED.has(name)) {
    return { lead: SETUP_LEAD, command, notes: name === "other_version" && installation.download ? ["type_new_file"] : [] };
  }
  return { lead: `state_${name}_type`, command, notes: installation.inFolder ? ["type_in_folder"] : [] };
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
