import { storage } from "./fake_browser.mjs";
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

const { doneSteps, givenAnswers, withStep, withoutAnswer } = await import("../src/lib/answers.js");
const { forgetResults, recall, recallById, remember, same } = await import("../src/lib/results.js");
const { loadSettings, readPort, saveSettings } = await import("../src/lib/settings.js");
const { STATES, unreadState, waysOut } = await import("../src/lib/state.js");

beforeEach(() => {
  storage.local.data = {};
  storage.session.data = {};
});

/** @param {...string} ids @returns {any} */
const reportOf = (...ids) => ({ orders: ids.map((id) => ({ order: { order_id: id } })) });

test("a result is found again by its page and by its id, which stays", async () => {
  const { id } = await remember("p1", reportOf("1"));
  assert.equal((await remember("p1", reportOf("2"))).id, id);
  assert.deepEqual((await recall("p1"))?.report, reportOf("2"));
  assert.equal((await recallById(id))?.page, "p1");
  assert.equal(await recall("p2"), null);
  assert.equal(await recallById("x"), null);
});

test("only the newest results are kept", async () => {
  for (let number = 0; number < 30; number++) {
    await remember(`p${number}`, reportOf(String(number)));
    await remember("p0", reportOf("0")); // looked at again and again
  }
  assert.equal(await recall("p5"), null);
  assert.ok(await recall("p29"));
  assert.ok(await recall("p0"));
});

test("to forget an order is to forget every result that holds it", async () => {
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

test("results are never written to disk, the key never elsewhere than there", async () => {
  await remember("detail", reportOf("1"));
  await saveSettings({ port: 50000, key: "ab".repeat(32) });
  assert.deepEqual(Object.keys(storage.local.data).sort(), ["key", "port"]);
  assert.deepEqual(Object.keys(storage.session.data), ["results"]);
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
  const step = { id: "ask", text: "", due: null, message: null, sets: { contacted_at: "now" } };
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

test("an unread page is one of four states", () => {
  assert.equal(unreadState("not_an_order_page", false), "not_order");
  assert.equal(unreadState("not_an_order_page", true), "still_loading");
  assert.equal(unreadState("empty_shell", false), "still_loading");
  assert.equal(unreadState("login_page", true), "login");
});

test("two values say the same whatever the order of their keys", () => {
  assert.ok(same({ a: [1, { b: null }], c: "x" }, { c: "x", a: [1, { b: null }] }));
  for (const other of [{}, { a: 1, c: 2 }, { a: 1, b: undefined }, { a: "1", b: 2 }, [1, 2], null, 1]) {
    assert.ok(!same({ a: 1, b: 2 }, other));
  }
  assert.ok(!same([1], { 0: 1 }));
});
