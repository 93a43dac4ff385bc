import assert from "node:assert/strict";
import test from "node:test";
import { speak } from "./fake_browser.mjs";
import { buyer, formatter } from "../src/lib/format.js";
import { mannerOf } from "../src/lib/i18n.js";

const berlin = formatter("en-GB", "Europe/Berlin");
const angeles = formatter("en-US", "America/Los_Angeles");

test("a day is the same day in every zone", () => {
  assert.equal(berlin.when("2026-12-04"), "4 Dec 2026");
  assert.equal(angeles.when("2026-12-04"), "Dec 4, 2026");
  assert.equal(formatter("en-GB", "Pacific/Kiritimati").weekday("2026-12-04"), "Friday 4 December");
});

test("a time with an offset is shown on the buyer's clock, its day too", () => {
  assert.match(berlin.when("2026-11-24T23:30:00-08:00"), /^25 Nov 2026, 0?8:30$/);
  assert.equal(berlin.dayOf("2026-11-24T23:30:00-08:00"), "2026-11-25");
  assert.equal(angeles.dayOf("2026-11-25T01:00:00Z"), "2026-11-24");
});

test("a time without an offset is already the buyer's", () => {
  assert.equal(berlin.when("2026-11-24T23:30:00"), "24 Nov 2026, 23:30");
  assert.equal(berlin.dayOf("2026-11-24T23:30:00"), "2026-11-24");
});

test("what is no date is shown as it came", () => {
  for (const text of ["", "soon", "2026-13-77", "<b>1</b>"]) {
    assert.equal(berlin.when(text), text);
    assert.equal(berlin.shortDay(text), text);
  }
});

test("money is written in the buyer's manner, with every digit", () => {
  assert.equal(formatter("de-DE", "Europe/Berlin").money({ amount: "1234.50", currency: "EUR", raw: "" }), "1.234,50\u00a0€");
  assert.equal(berlin.money({ amount: "90071992547409931.25", currency: "USD", raw: "" }), "US$90,071,992,547,409,931.25");
});

test("an amount of unknown currency is shown as printed", () => {
  assert.equal(berlin.money({ amount: "5", currency: null, raw: "$5" }), "$5");
  assert.equal(berlin.money({ amount: "5", currency: "no such", raw: "$5" }), "5");
});

test("the browser's language is asked for, and days are written as the words beside them", () => {
  for (const [browser, manner] of [["en-GB", "en-GB"], ["en", "en"], ["xx-YY", "en"]]) {
    speak(browser ?? "");
    assert.equal(buyer().lang, browser);
    assert.equal(mannerOf(), manner);
  }
});

test("a browser that cannot name its zone sends its offset, and can still write every date", (t) => {
  for (const zone of ["Etc/Unknown", undefined, "", "No/Such"]) {
    const named = Intl.DateTimeFormat.prototype.resolvedOptions;
    t.mock.method(Intl.DateTimeFormat.prototype, "resolvedOptions", () => ({ ...named.call(new Intl.DateTimeFormat()), timeZone: zone }));
    t.mock.method(Date.prototype, "getTimezoneOffset", () => -330);
    assert.equal(buyer().tz, "+05:30");
    t.mock.restoreAll();
    assert.equal(formatter("en-GB", zone).when("2026-12-04"), "4 Dec 2026");
    assert.match(formatter("en-GB", zone).when("2026-12-04T10:00:00+01:00"), /2026/);
  }
});
