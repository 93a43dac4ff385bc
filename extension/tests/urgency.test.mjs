import assert from "node:assert/strict";
import test from "node:test";
import { byUrgency, isActBy } from "../src/lib/urgency.js";

/** @param {string} tone @param {string | null} on @param {string} basis @returns {any} */
const order = (tone, on, basis = "computed") => ({
  diagnosis: { tone, next: on && { kind: "dispute_window", role: "until", on, at: null, text: "", basis } },
});

test("orders stand by what has to be done, then by their day, then as they came", () => {
  const rows = byUrgency([
    order("done", null),
    order("wait", "2026-11-23"),
    order("act", "2026-12-04"),
    order("act", null),
    order("act", "2026-11-30"),
    order("wait", null),
    order("act", "2026-12-01"),
    order("decide", null),
    order("wait", "2026-12-09", "printed"),
  ]);
  assert.deepEqual(
    rows.map(({ index }) => index),
    [4, 6, 2, 3, 8, 7, 1, 5, 0],
  );
});

test("the date of a row is the one that the server chose", () => {
  const entry = order("wait", "2026-11-23");
  assert.equal(byUrgency([entry])[0]?.next, entry.diagnosis.next);
});

test("what is only waited for is no day to act by", () => {
  assert.equal(isActBy(order("act", "2026-11-23").diagnosis), true);
  assert.equal(isActBy(order("decide", "2026-11-23").diagnosis), true);
  assert.equal(isActBy(order("wait", "2026-11-23").diagnosis), false);
  assert.equal(isActBy(order("act", null).diagnosis), false);
});
