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

test("orders stand by what has to be done, then by their day, then as they came", () => {
  /** @param {string} group @param {string | null} due @returns {any} */
  const order = (group, due) => ({ diagnosis: { deadlines: [], urgency: { group, due } } });
  const rows = byUrgency(
    [order("settled", null), order("watch", "2026-11-23"), order("act", "2026-12-04"), order("act", null)].concat(
      [order("act", "2026-11-30T23:30:00Z"), order("watch", null), order("act", "2026-12-01")],
    ),
    now,
    format,
  );
  assert.deepEqual(
    rows.map(({ index }) => index),
    [4, 6, 2, 3, 1, 5, 0],
  );
});
