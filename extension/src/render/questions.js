import { givenAnswers, withoutAnswer } from "../lib/answers.js";
import { t } from "../lib/i18n.js";
import { button, el, said } from "./dom.js";

/** @typedef {import("../../types.js").Question} Question */
/** @typedef {import("../../types.js").Answers} Answers */
/** @typedef {import("./view.js").Context} Context */

/**
 * The questions that would refine the answer, each with its ways to say so, also that one does not know.
 * @param {Question[]} asked the most telling first
 * @param {Answers} answers
 * @param {Context} context
 */
export function questions(asked, answers, { act }) {
  const items = asked.map((question) => {
    const give = (/** @type {unknown} */ value) => act.answer({ ...answers, [question.fact]: value });
    return el(
      "fieldset",
      { class: "question" },
      said("legend", question.text),
      question.why && said("p", question.why, { class: "fine" }),
      question.kind in INPUTS && entryField(question, give),
      choices(question, give),
    );
  });
  return items.length > 0 ? el("div", {}, ...items) : null;
}

/**
 * @param {Question} question
 * @param {(value: unknown) => void} give
 */
function choices({ fact, options }, give) {
  const buttons = options.map(({ value, text }, index) => button(text, () => give(value), { focus: `ask-${fact}-${index}` }));
  return buttons.length > 0 && el("div", { class: "choices" }, ...buttons);
}

/** @type {Record<string, {props: Record<string, string>, value: (text: string) => unknown}>} by kind of question */
const INPUTS = {
  date: { props: { type: "date" }, value: String },
  time: { props: { type: "datetime-local" }, value: String },
  amount: { props: { type: "text", inputmode: "decimal" }, value: (text) => text.trim().replace(",", ".") },
  number: { props: { type: "number", min: "0", step: "any" }, value: Number },
  duration: { props: { type: "number", min: "0", max: "9999", step: "1" }, value: (days) => `P${Number(days)}D` },
  text: { props: { type: "text", maxlength: "2000" }, value: String },
};

/**
 * @param {Question} question
 * @param {(value: unknown) => void} give
 */
function entryField({ fact, kind, text }, give) {
  const look = INPUTS[kind];
  if (!look) {
    return null;
  }
  const input = el("input", { ...look.props, required: true, "aria-label": text, "data-focus": `ask-${fact}` });
  return el(
    "form",
    {
      class: "entry",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        give(look.value(input.value));
      },
    },
    input,
    kind === "duration" && el("span", {}, t("days")),
    el("button", { type: "submit", class: "button plain" }, t("answer")),
    kind === "time" && button(t("just_now"), () => give("now")),
  );
}

/**
 * What the buyer has answered so far, each to be taken back.
 * @param {Answers} answers
 * @param {import("../../types.js").Because[]} because says what the answers are about
 * @param {Context} context
 */
export function given(answers, because, { act, value }) {
  const facts = because.flatMap((one) => one.facts);
  const names = new Map(facts.map(({ fact, name }) => [fact, name]));
  const words = new Map(facts.flatMap(({ fact, origin, text }) => (origin === "answer" && text !== null ? [[fact, text]] : [])));
  const items = givenAnswers(answers);
  if (items.length === 0) {
    return null;
  }
  return el(
    "ul",
    { class: "given" },
    ...items.map(([fact, answer]) => {
      const name = names.get(fact) ?? fact.replaceAll("_", " ");
      return el(
        "li",
        {},
        el("span", {}, said("b", name), ": ", said("span", words.get(fact) ?? value(answer))),
        button(t("take_back"), () => act.answer(withoutAnswer(answers, fact)), { kind: "quiet", label: t("take_back_named", name) }),
      );
    }),
  );
}
