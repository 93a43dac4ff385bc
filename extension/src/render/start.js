import { t } from "../lib/i18n.js";
import { installation } from "../lib/installation.js";
import { SETUP_LEAD } from "../lib/state.js";
import { button, el } from "./dom.js";

/**
 * The first minute: three steps that connect the extension to the program on this computer.
 * @param {(text: string) => void} copy
 * @param {() => void} connect
 */
export function start(copy, connect) {
  const typed = el("code", { class: "command", dir: "ltr" }, installation.setup);
  const copying = button(t("copy"), () => copy(installation.setup), { focus: "copy-setup" });
  return el(
    "ol",
    { class: "guide" },
    el("li", {}, el("p", {}, t(SETUP_LEAD)), el("div", { class: "typed" }, typed, copying)),
    el("li", {}, el("p", {}, t("start_connect")), button(t("way_connect"), connect, { kind: "main", focus: "connect" })),
    el("li", {}, el("p", {}, t("start_pin"))),
  );
}
