import { t } from "../lib/i18n.js";
import { DEFAULT_PORT } from "../lib/settings.js";
import { commandFor, waysOut } from "../lib/state.js";
import { button, el, said } from "./dom.js";
import { sign } from "./icons.js";
import { typed } from "./start.js";

/** @typedef {import("../lib/state.js").StateName} StateName */
/** @typedef {import("../lib/state.js").Way} Way */
// What our own program has said about itself is shown in its own words.
const SAYS_ITSELF = new Set(["door_stuck"]);

/**
 * @typedef {object} Words what more is known than the state
 * @property {string} [text] the server's own, where it has said more than we know here
 * @property {string} [next]
 * @property {string} [detail]
 * @property {number} [port] the port in the settings, where a command may be needed
 * @property {(text: string) => void} [copy] copies that command
 */

/**
 * A state in which there is no answer to show: what is the matter, and what to do next.
 * @param {StateName} state
 * @param {Partial<Record<Way, () => void>>} ways what this page can do about it
 * @param {Words} [words]
 * @param {Element | null} [guide] the steps that lead out of it, where it takes several
 */
export function panel(state, ways, words = {}, guide = null) {
  const buttons = waysOut(state).flatMap((way, index) => {
    const go = ways[way];
    return go ? [button(t(`way_${way}`), go, { kind: index === 0 && !guide ? "main" : "plain", focus: `way-${way}` })] : [];
  });
  return el(
    "section",
    { class: "panel", "data-state": state },
    sign("decide"),
    el("h1", { tabindex: "-1", "data-focus": "headline" }, t(`state_${state}_title`)),
    ...explained(state, words, guide),
    el("div", { class: "choices" }, ...buttons),
  );
}

/**
 * The same in small, beside an answer that stands.
 * @param {StateName} state
 * @param {Words} words
 * @param {...import("./dom.js").Child} more
 */
export function notice(state, words, ...more) {
  const title = el("h2", {}, t(`state_${state}_title`));
  return el("div", { class: "notice", "data-state": state }, title, ...explained(state, words), ...more);
}

/**
 * @param {StateName} state
 * @param {Words} words
 * @param {Element | null} [guide]
 */
function explained(state, { text, next, detail, port = DEFAULT_PORT, copy = () => {} }, guide = null) {
  return [
    said("p", text ?? (SAYS_ITSELF.has(state) && detail ? detail : t(`state_${state}_text`))),
    ...toType(state, port, copy),
    guide,
    said("p", next ?? t(`state_${state}_next`), { class: "next" }),
    state === "server_error" && detail ? el("p", { class: "fine" }, t("detail", detail)) : null,
  ];
}

/**
 * @param {StateName} state
 * @param {number} port
 * @param {(text: string) => void} copy
 */
function toType(state, port, copy) {
  const way = commandFor(state, port);
  return way
    ? [
        said("p", t(way.lead), { class: "next" }),
        typed(way.command, copy),
        ...way.notes.map((note) => said("p", t(note), { class: "fine" })),
      ]
    : [];
}
