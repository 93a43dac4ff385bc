import { storage } from "./fake_browser.mjs";
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

const { doneSteps, givenAnswers, withStep, withoutAnswer } = await import("../src/lib/answers.js");
const { forgetResults, recall, remember, same } = await import("../src/lib/results.js");
const { loadSettings, readPort, saveSettings } = await import("../src/lib/settings.js");
const { renewed } = await import("../src/lib/sources.js");
const { STATES, unreadState, waysOut } = await import("../src/lib/state.js");

beforeEach(() => {
  storage.local.data = {};
  storage.session.data = {};
});

/** @param {...string} ids @returns {any} */
const reportOf = (...ids) => ({
  as_of: "2026-11-22T10:00:00+01:00",
  orders: ids.map((id) => ({
    order: { order_id: id, status: { label: "Closed" }, items: [], pages: [], found: { x: "y".repeat(5000) } },
    diagnosis: { verdict: `Verdict ${id}`, because: ["y".repeat(50_000)] },
    answers: {},
  })),
});
/** @param {string} page */
const idsOf = async (page) => (await recall(page))?.orders.map(({ order_id: id }) => id);

test("what a page was answered is found again by the page, at a glance and no more", async () => {
  await remember("p1", reportOf("1"));
  await remember("p1", reportOf("2"));
  assert.deepEqual(await idsOf("p1"), ["2"]);
  assert.equal((await recall("p1"))?.orders[0]?.verdict, "Verdict 2");
  assert.equal(await recall("p2"), null);
  assert.ok(JSON.stringify(storage.session.data).length < 500, "no report, only what the first screen shows");
});

test("an order answered anew keeps what it cites otherwise, and the others what they cite", () => {
  /** @param {string} says */
  const cited = (says) => ({ P1: { id: "P1", says: "15 days" }, P2: { id: "P2", says } });
  /** @param {string} id @param {string} says @returns {any} */
  const report = (id, says) => {
    const orders = [{ order: { order_id: id }, diagnosis: { sources: {} }, answers: {} }];
    return { as_of: id, orders, sources: cited(says), unread: [] };
  };
  const { as_of: asOf, orders, sources } = renewed(report("1", "48 hours"), 0, report("2", "72 hours"));
  assert.deepEqual(sources, cited("48 hours"));
  assert.deepEqual([asOf, orders[0]?.diagnosis.sources], ["2", { P2: { id: "P2", says: "72 hours" } }]);
  assert.deepEqual(renewed(report("1", "48 hours"), 0, report("2", "48 hours")).orders[0]?.diagnosis.sources, {});
  const none = { ...report("2", "72 hours"), orders: [] };
  assert.deepEqual(renewed(report("1", "48 hours"), 0, none), report("1", "48 hours"));
});

test("only the newest are kept, and of a long list its first hundred", async () => {
  for (let number = 0; number < 30; number++) {
    await remember(`p${number}`, reportOf(String(number)));
    await remember("p0", reportOf("0")); // looked at again and again
  }
  assert.equal(await recall("p5"), null);
  assert.ok(await recall("p29"));
  assert.ok(await recall("p0"));
  await remember("list", reportOf(...Array.from({ length: 400 }, (_, index) => String(index))));
  assert.equal((await idsOf("list"))?.length, 100);
});

test("where there is no room the older ones go, and where there is none at all nothing fails", async (context) => {
  await remember("old", reportOf("1"));
  context.mock.method(storage.session, "set", async (/** @type {any} */ data) => {
    if (Object.keys(data.answers).length > 1) {
      throw new Error("quota");
    }
    Object.assign(storage.session.data, data);
  });
  await remember("new", reportOf("2"));
  assert.deepEqual([await recall("old"), await idsOf("new")], [null, ["2"]]);
  context.mock.method(storage.session, "set", () => Promise.reject(new Error("quota")));
  await remember("newer", reportOf("3"));
  assert.deepEqual(await idsOf("new"), ["2"]);
});

test("to forget an order is to forget every answer that holds it", async () => {
  await remember("detail", reportOf("1"));
  await remember("list", reportOf("1", "2"));
  await remember("other", reportOf("2"));
  await forgetResults("1");
  assert.equal(await recall("detail"), null);
  assert.equal(await recall("list"), null);
  assert.ok(await recall("other"));
  await forgetResults(null);
  assert.equal(await recall("other"), null);
});

test("answers are never written to disk, the key never elsewhere than there", async () => {
  await remember("detail", reportOf("1"));
  await saveSettings({ port: 50000, key: "ab".repeat(32) });
  assert.deepEqual(Object.keys(storage.local.data).sort(), ["key", "port"]);
  assert.deepEqual(Object.keys(storage.session.data), ["answers"]);
  assert.deepEqual(await loadSettings(), { port: 50000, key: "ab".repeat(32) });
});

test("broken settings are as none", async () => {
  storage.local.data = { port: "x", key: 7 };
  assert.deepEqual(await loadSettings(), { port: 47291, key: null });
});

test("ports", () => {
  assert.deepEqual(["1", " 47291 ", "65535"].map(readPort), [1, 47291, 65535]);
  assert.deepEqual(["", "0", "65536", "4e2", "-1", "80.5", "port"].map(readPort), Array(7).fill(null));
});

test("a ticked step answers what it sets, an unticked one takes it back", () => {
  const step = { id: "ask", text: "", due: null, role: /** @type {const} */ ("by"), message: null, sets: { contacted_at: "now" } };
  const ticked = withStep({ paid: true, done: ["x"] }, step, true);
  assert.deepEqual(ticked, { paid: true, contacted_at: "now", done: ["x", "ask"] });
  assert.deepEqual(withStep(ticked, step, true).done, ["x", "ask"], "twice is once");
  assert.deepEqual(withStep(ticked, step, false), { paid: true, contacted_at: null, done: ["x"] });
});

test("answers are listed without what was taken back", () => {
  const answers = withoutAnswer({ paid: true, charged: "5", done: ["x"] }, "charged");
  assert.deepEqual(givenAnswers(answers), [["paid", true]]);
  assert.deepEqual(doneSteps(answers), ["x"]);
  assert.deepEqual(doneSteps({ done: "x" }), []);
});

test("every state has a way out", () => {
  for (const name of /** @type {(keyof typeof STATES)[]} */ (Object.keys(STATES))) {
    assert.ok(waysOut(name).length > 0, name);
  }
});

test("an unread page has the state that its code, its address and the browser tell of", () => {
  /** @type {[string, boolean, "list" | "chat" | null, string][]} */
  const told = [
    ["not_an_order_page", false, null, "not_order"],
    ["not_an_order_page", true, null, "still_loading"],
    ["empty_shell", false, null, "still_loading"],
    ["login_page", true, null, "login"],
    ["captcha", false, "list", "captcha"],
    ["product_page", true, null, "product"],
    ["dispute_form", false, null, "dispute_form"],
    ["other_language", false, "list", "other_language"],
    ["not_diagnosed", false, null, "not_diagnosed"],
    ["empty_shell", false, "list", "list_unread"],
    ["not_an_order_page", false, "list", "list_unread"],
    ["not_an_order_page", true, "list", "still_loading"],
    ["not_an_order_page", false, "chat", "chat"],
    ["not_html", false, null, "not_order"],
  ];
  for (const [code, loading, kind, state] of told) {
    assert.equal(unreadState(code, loading, kind), state, `${code} ${loading} ${kind}`);
  }
});

test("two values say the same whatever the order of their keys", () => {
  assert.ok(same({ a: [1, { b: null }], c: "x" }, { c: "x", a: [1, { b: null }] }));
  for (const other of [{}, { a: 1, c: 2 }, { a: 1, b: undefined }, { a: "1", b: 2 }, [1, 2], null, 1]) {
    assert.ok(!same({ a: 1, b: 2 }, other));
  }
  assert.ok(!same([1], { 0: 1 }));
});
