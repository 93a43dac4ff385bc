import "./fake_browser.mjs";
import assert from "node:assert/strict";
import test from "node:test";

const { fromBase64, toBase64 } = await import("../src/lib/base64.js");
const { timesIn } = await import("../src/lib/look.js");
const { STATES } = await import("../src/lib/state.js");

test("bytes come back as they were, however many", () => {
  for (const length of [0, 1, 2, 3, 32_767, 32_768, 32_769, 200_000]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 7) % 256);
    assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
  }
});

const COPY = ["Order ID: 8190000011112221", "Nádia   Quill-Feather", "+34 600 000 000", "Straße 12", "Москва"];
for (const [wanted, times] of /** @type {[string, number | null][]} */ ([
  ["nadia", 1],
  ["NADIA QUILLFEATHER", 1],
  ["8190 0000 1111 2221", 1],
  ["600-000-000", 1],
  ["МОСКВА", 1],
  ["straße", 1],
  ["Xanthe", 0],
  ["000", 2],
  ["ab", null],
  ["  - ", null],
  ["", null],
])) {
  test(`"${wanted}" is looked for as a person means it`, () => {
    assert.equal(timesIn(COPY, wanted), times);
  });
}

test("a copy is offered where a page was read and nothing was found, and not where none was read", () => {
  const offered = Object.entries(STATES).flatMap(([name, ways]) => (/** @type {string[]} */ (ways).includes("safe") ? [name] : []));
  for (const name of ["not_order", "page_unreadable", "list_unread", "other_language", "product"]) {
    assert.ok(offered.includes(name), name);
  }
  for (const name of ["not_shop", "login", "no_key", "server_down", "stranger", "wrong_key", "page_too_big", "page_stuck"]) {
    assert.ok(!offered.includes(name), name);
  }
});
