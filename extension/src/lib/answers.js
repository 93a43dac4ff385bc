/** @typedef {import("../../types.js").Answers} Answers */
/** @typedef {import("../../types.js").Step} Step */

/**
 * The ids of the steps that the buyer has ticked.
 * @param {Answers} answers
 * @returns {string[]}
 */
export function doneSteps(answers) {
  const done = answers["done"];
  return Array.isArray(done) ? done.filter((id) => typeof id === "string") : [];
}

/**
 * The answers after a step was ticked or unticked: a ticked step also answers the facts that it sets.
 * @param {Answers} answers
 * @param {Step} step
 * @param {boolean} ticked
 * @returns {Answers}
 */
export function withStep(answers, step, ticked) {
  const others = doneSteps(answers).filter((id) => id !== step.id);
  if (ticked) {
    return { ...answers, ...step.sets, done: [...others, step.id] };
  }
  const unset = Object.fromEntries(Object.keys(step.sets).map((fact) => [fact, null]));
  return { ...answers, ...unset, done: others };
}

/**
 * The answers with one taken back. The server remembers answers, so it has to be told: null is "not known".
 * @param {Answers} answers
 * @param {string} fact
 * @returns {Answers}
 */
export function withoutAnswer(answers, fact) {
  return { ...answers, [fact]: null };
}

/**
 * The facts that the buyer has answered, without the ticked steps and what was taken back.
 * @param {Answers} answers
 * @returns {[string, unknown][]}
 */
export function givenAnswers(answers) {
  return Object.entries(answers).filter(([fact, value]) => fact !== "done" && value !== null);
}
