import { doneSteps, withStep } from "../lib/answers.js";
import { t } from "../lib/i18n.js";
import { button, el, list, said } from "./dom.js";

/** @typedef {import("../../types.js").Entry} Entry */
/** @typedef {import("../../types.js").MessageDraft} MessageDraft */
/** @typedef {import("./view.js").Context} Context */

/**
 * The steps, to be ticked.
 * @param {Entry} entry
 * @param {Context} context
 */
export function steps({ diagnosis, answers }, { format, act }) {
  const done = doneSteps(answers);
  const items = diagnosis.steps.map((step) => {
    const box = el("input", {
      type: "checkbox",
      "data-focus": `step-${step.id}`,
      checked: done.includes(step.id),
      onchange: () => act.answer(withStep(answers, step, box.checked)),
    });
    const day = step.due && format.when(step.due);
    const told = day && step.text.includes(day);
    const until = day && !told && el("span", { class: "fine due" }, t(`due_${step.role}`, day));
    const label = el("label", { class: "step" }, box, el("span", {}, said("span", step.text), until));
    const draft = diagnosis.messages.find(({ id }) => id === step.message);
    const look = { kind: /** @type {const} */ ("quiet"), focus: `step-copy-${step.id}` };
    return el("div", {}, label, draft && button(t("copy_message"), () => act.copy(draft.text), look));
  });
  return list(items, { class: "steps" });
}

/**
 * The messages that are ready to send, each with a copy button.
 * @param {MessageDraft[]} drafts
 * @param {Context} context
 */
export function messages(drafts, { act }) {
  const items = drafts.map((draft) =>
    el(
      "article",
      { class: "draft" },
      said("h3", t(`to_${draft.to}`)),
      el("blockquote", { lang: draft.language, dir: "auto" }, draft.text),
      draft.translation !== null &&
        el("details", {}, el("summary", {}, t("translation")), el("p", { dir: "auto" }, draft.translation)),
      button(t("copy"), () => act.copy(draft.text), { focus: `copy-${draft.id}`, label: t("copy_to", t(`to_${draft.to}`)) }),
    ),
  );
  return items.length > 0 ? el("div", {}, ...items) : null;
}

/**
 * What to keep as proof, a picture of the tab at once, and all that is known of the order in one file.
 * @param {string[]} things
 * @param {Context} context
 */
export function evidence(things, { act }) {
  const { screenshot, pack } = act;
  if (things.length === 0 && !pack) {
    return null;
  }
  const picture = things.length > 0 && screenshot && button(t("screenshot"), screenshot, { focus: "screenshot" });
  return el("div", {}, list(things), picture, pack && packing(pack, act.hasPage));
}

/**
 * @param {(withPage: boolean) => void} pack
 * @param {boolean} hasPage whether the page itself is at hand
 */
function packing(pack, hasPage) {
  const box = el("input", { type: "checkbox", "data-focus": "pack-page" });
  const label = el("label", { class: "step" }, box, el("span", {}, t("pack_with_page")));
  return el(
    "div",
    { class: "packing" },
    el("p", {}, t("pack_what")),
    hasPage && label,
    button(t("pack"), () => pack(hasPage && box.checked), { focus: "pack" }),
  );
}
