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
  const kept = Object.entries(answers).filter(([fact]) => !(fact in step.sets));
  return { ...Object.fromEntries(kept), done: others };
}

/**
 * The answers without one.
 * @param {Answers} answers
 * @param {string} fact
 * @returns {Answers}
 */
export function withoutAnswer(answers, fact) {
  return Object.fromEntries(Object.entries(answers).filter(([name]) => name !== fact));
}
