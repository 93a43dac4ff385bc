import { t } from "../lib/i18n.js";
import { installation } from "../lib/installation.js";
import { SETUP_LEAD } from "../lib/state.js";
import { button, el } from "./dom.js";

/**
 * A command to type, with a button that copies it.
 * @param {string} command
 * @param {(text: string) => void} copy
 */
export function typed(command, copy) {
  return el(
    "div",
    { class: "typed" },
    el("code", { class: "command", dir: "ltr" }, command),
    button(t("copy"), () => copy(command), { focus: "copy-command", label: t("copy_command") }),
  );
}

/**
 * The first minute: three steps that connect the extension to the program on this computer.
 * @param {(text: string) => void} copy
 * @param {() => void} connect
 */
export function start(copy, connect) {
  return el(
    "ol",
    { class: "guide" },
    el("li", {}, el("p", {}, t(SETUP_LEAD)), typed(installation.setup, copy)),
    el("li", {}, el("p", {}, t("start_connect")), button(t("way_connect"), connect, { kind: "main", focus: "connect" })),
    el("li", {}, el("p", {}, t("start_pin"))),
  );
}
