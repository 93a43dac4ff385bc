import assert from "node:assert/strict";
import test from "node:test";
import { formatter } from "../src/lib/format.js";
import { layout } from "../src/lib/timeline.js";

const look = { today: "2026-11-22", format: formatter("en-GB", "Europe/Berlin"), width: 300, gap: 58, todayText: "Today" };
/** @param {...string} days */
const moments = (...days) => days.map((on) => ({ on, kind: "x", text: `at ${on}` }));

test("nothing is drawn of nothing", () => {
  assert.deepEqual(layout([], look), []);
  assert.deepEqual(layout(moments("no date"), look), []);
});

test("today stands among the moments", () => {
  const marks = layout(moments("2026-12-04", "2026-11-02"), look);
  assert.deepEqual(
    marks.map(({ day, side }) => [day, side]),
    [
      ["2026-11-02", "past"],
      ["2026-11-22", "today"],
      ["2026-12-04", "ahead"],
    ],
  );
  assert.deepEqual([marks[0]?.x, marks.at(-1)?.x], [0, 300]);
});

test("moments of one day share a mark, by the buyer's calendar", () => {
  const marks = layout(moments("2026-12-04", "2026-12-03T23:30:00-08:00", "2026-11-22"), look);
  assert.deepEqual(
    marks.map(({ texts }) => texts),
    [
      ["Today", "at 2026-11-22"],
      ["at 2026-12-04", "at 2026-12-03T23:30:00-08:00"],
    ],
  );
});

test("marks never come closer than their labels are wide, and what is near to today stays", () => {
  const days = Array.from({ length: 28 }, (_, index) => `2026-11-${String(index + 1).padStart(2, "0")}`);
  const marks = layout(moments(...days), look);
  const steps = marks.slice(1).map(({ x }, index) => x - (marks[index]?.x ?? 0));
  assert.ok(steps.every((step) => step >= look.gap), String(steps));
  assert.ok(marks.every(({ x }) => x >= 0 && x <= look.width));
  assert.deepEqual(
    marks.map(({ day }) => day.slice(-2)),
    ["21", "22", "23", "24", "25", "26"],
  );
});

test("when all lies behind, today comes last; when all lies ahead, first", () => {
  assert.equal(layout(moments("2026-01-01", "2026-02-01"), look).at(-1)?.side, "today");
  assert.equal(layout(moments("2027-01-01"), look)[0]?.side, "today");
});
