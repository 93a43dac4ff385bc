import assert from "node:assert/strict";
import test from "node:test";
import { formatter } from "../src/lib/format.js";
import { byUrgency, dueDay, nextDeadline } from "../src/lib/urgency.js";

const format = formatter("en-GB", "Europe/Berlin");
const now = "2026-11-22T10:00:00+01:00";
/** @param {Partial<import("../types.js").Deadline>} own @returns {import("../types.js").Deadline} */
const deadline = (own) => ({
  ...{ kind: "dispute_window", last_day: null, act_by: null, at: null, basis: "printed", text: "" },
  ...{ sources: [], other_readings: [] },
  ...own,
});
/** @param {...import("../types.js").Deadline} deadlines @returns {any} */
const entry = (...deadlines) => ({ diagnosis: { deadlines } });

test("a deadline calls on its act-by day, then on its last day, then no more", () => {
  const days = { act_by: "2026-11-22", last_day: "2026-11-23" };
  assert.equal(dueDay(deadline(days), now, format), "2026-11-22");
  assert.equal(dueDay(deadline(days), "2026-11-22T23:30:00Z", format), "2026-11-23");
  assert.equal(dueDay(deadline(days), "2026-11-23T23:30:00Z", format), null);
});

test("an hour is over when it is over", () => {
  const at = "2026-11-22T10:00:00+01:00";
  assert.equal(dueDay(deadline({ at }), now, format), "2026-11-22");
  assert.equal(dueDay(deadline({ at }), "2026-11-22T10:00:01+01:00", format), null);
});

test("what the buyer must do comes before what the buyer waits for", () => {
  const seller = deadline({ at: "2026-11-23T09:00:00+01:00" });
  const own = deadline({ act_by: "2026-12-04", last_day: "2026-12-05" });
  assert.equal(nextDeadline([seller, own], now, format)?.deadline, own);
  assert.equal(nextDeadline([seller], now, format)?.day, "2026-11-23");
  assert.equal(nextDeadline([deadline({ act_by: "2026-11-01" })], now, format), null);
});

test("orders stand in the order in which they are due, the others below as they came", () => {
  const rows = byUrgency(
    [entry(), entry(deadline({ act_by: "2026-12-04" })), entry(), entry(deadline({ act_by: "2026-11-30" }))],
    now,
    format,
  );
  assert.deepEqual(
    rows.map(({ index }) => index),
    [3, 1, 0, 2],
  );
});
