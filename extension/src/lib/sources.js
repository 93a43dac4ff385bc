import { same } from "./results.js";

/** @typedef {import("../../types.js").Report} Report */
/** @typedef {import("../../types.js").Entry} Entry */

/**
 * The report with one of its orders answered anew. What all orders cite stands once in a report; what the new answer
 * cites otherwise than the others do stays with it.
 * @param {Report} report
 * @param {number} index
 * @param {Report} refined the same order alone
 * @returns {Report}
 */
export function renewed(report, index, refined) {
  const [entry] = refined.orders;
  if (!entry) {
    return report;
  }
  const sources = { ...refined.sources, ...report.sources };
  const others = Object.entries(refined.sources).filter(([id, source]) => !same(source, sources[id]));
  const diagnosis = { ...entry.diagnosis, sources: { ...Object.fromEntries(others), ...entry.diagnosis.sources } };
  return { ...report, as_of: refined.as_of, sources, orders: report.orders.with(index, { ...entry, diagnosis }) };
}
