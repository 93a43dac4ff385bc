import { t } from "../lib/i18n.js";
import { waysOut } from "../lib/state.js";
import { button, el } from "./dom.js";
import { sign } from "./icons.js";

/** @typedef {import("../lib/state.js").Way} Way */
/** @typedef {{title?: string, text?: string, next?: string, detail?: string}} Words */

/**
 * A state in which there is no answer to show: what is the matter, and what to do next.
 * @param {import("../lib/state.js").StateName} state
 * @param {Partial<Record<Way, () => void>>} ways what this page can do about it
 * @param {Words} [words] the server's own, where it has said more than we know here
 */
export function panel(state, ways, words = {}) {
  const buttons = waysOut(state).flatMap((way, index) => {
    const go = ways[way];
    return go ? [button(t(`way_${way}`), go, { kind: index === 0 ? "main" : "plain", focus: `way-${way}` })] : [];
  });
  return el(
    "section",
    { class: "panel", "data-state": state },
    sign("ask"),
    el("h1", { tabindex: "-1", "data-focus": "headline" }, words.title ?? t(`state_${state}_title`)),
    el("p", {}, words.text ?? t(`state_${state}_text`)),
    state === "server_down" && el("p", {}, el("code", { class: "command" }, "whyclosed serve")),
    el("p", { class: "next" }, words.next ?? t(`state_${state}_next`)),
    state === "server_error" && words.detail && el("p", { class: "fine" }, t("detail", words.detail)),
    el("div", { class: "choices" }, ...buttons),
  );
}
