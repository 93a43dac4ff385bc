import { t } from "../lib/i18n.js";
import { button, el, said } from "./dom.js";

/** @type {Record<string, string>} the part of a state's words that helps with a file */
const HELPS = { page_too_big: "next", page_unreadable: "text" };

/**
 * What came of a saved page, in one line: its name, and why it was not read, or only in part.
 * @param {import("../lib/savedpage.js").Outcome} outcome
 * @param {() => void} copy copies the page without people
 */
export function outcomeLine({ name, orders, problems, trouble }, copy) {
  const told = trouble
    ? [{ message: t(`state_${trouble.state}_title`), hint: t(`state_${trouble.state}_${HELPS[trouble.state]}`) }]
    : problems;
  const why = told.flatMap(({ message, hint }) => [said("p", message), said("p", hint, { class: "fine" })]);
  const read = orders.length > 0 && el("span", { class: "chip" }, t("orders_on_page", String(orders.length)));
  const copying =
    trouble?.state !== "page_too_big" && button(t("way_safe"), copy, { kind: "quiet", label: t("safe_named", name) });
  return el("li", {}, said("b", name), " ", read, ...why, copying);
}
