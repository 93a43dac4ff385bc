import { t } from "../lib/i18n.js";
import { timesIn, wordsOf } from "../lib/look.js";
import { button, el, list, said } from "./dom.js";

/** @typedef {import("../lib/passing.js").Safe} Safe */
/** @typedef {import("../../types.js").Problem} Problem */

const KINDS = ["words", "numbers", "scripts", "pictures", "comments", "fields"];

/**
 * A copy that can be passed on, to be looked through before it is saved: all of it stands there as text.
 * @param {Safe} safe
 * @param {() => void} save
 */
export function copyView({ pages, counts }, save) {
  const words = pages.map((page) => wordsOf(page));
  const texts = words.flatMap(({ lines, others }) => [...lines, ...others]);
  const kinds = KINDS.filter((kind) => counts[kind]).map((kind) => t(`safe_count_${kind}`, String(counts[kind])));
  const shown = words.flatMap(({ lines }, index) => [
    pages.length > 1 && el("h3", {}, t("safe_page", String(index + 1))),
    ...lines.map((line) => said("p", line)),
  ]);
  const source = el("pre", { class: "paper", tabindex: "0", dir: "ltr", role: "region", "aria-label": t("safe_source") });
  const whole = el("details", {}, el("summary", {}, t("safe_source")), source);
  whole.addEventListener("toggle", () => {
    source.textContent = whole.open ? pages.join("\n\n") : ""; // it may be long
  });
  return el(
    "div",
    { class: "copy" },
    el("h2", {}, t("safe_replaced")),
    list(kinds, { class: "counts" }),
    el("h2", { id: "copy-words" }, t("safe_words")),
    el("div", { class: "paper", tabindex: "0", role: "region", "aria-labelledby": "copy-words" }, ...shown),
    whole,
    look(texts),
    el("div", { class: "choices" }, button(t("safe_save"), save, { kind: "main", focus: "save" })),
    el("p", { class: "fine" }, t("safe_after")),
  );
}

/**
 * "Is my name still in it?": what is typed is looked for in the copy, and goes nowhere.
 * @param {string[]} texts
 */
function look(texts) {
  const told = el("output", { class: "told", for: "look" });
  const input = el("input", { id: "look", type: "search", autocomplete: "off", spellcheck: "false" });
  input.oninput = () => {
    const times = timesIn(texts, input.value);
    told.textContent = !input.value.trim() ? "" : times === null ? t("safe_look_short") : times === 0 ? t("safe_look_none") : t("safe_look_found", String(times));
    told.dataset["mood"] = times === null ? "" : times === 0 ? "good" : "bad";
  };
  return el("div", { class: "look" }, el("label", { for: "look" }, t("safe_look")), input, told);
}

/**
 * Why there is no copy, and what to do.
 * @param {Problem} problem
 * @param {string[]} fields what would be read differently: paths without values
 */
export function noCopy({ message, hint }, fields) {
  return el(
    "section",
    { class: "notice", "data-state": "no_copy" },
    el("h2", {}, t("safe_none")),
    said("p", message),
    said("p", hint, { class: "next" }),
    fields.length > 0 && el("p", { class: "fine" }, t("detail", fields.slice(0, 12).join(", "))),
  );
}
