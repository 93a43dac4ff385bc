import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import test, { afterEach, beforeEach } from "node:test";
import { gunzipSync } from "node:zlib";
import { opener, storage } from "./fake_browser.mjs";
import { ask, askReport } from "../src/lib/client.js";

const KEY = "77".repeat(32);
/** @type {import("../types.js").Settings} */
let settings;
const original = globalThis.fetch;
/** @param {...unknown} parts */
const mac = (...parts) => createHmac("sha256", Buffer.from(KEY, "hex")).update(parts.join("|")).digest("hex");
/** @param {unknown} value @param {number} [status] */
const json = (value, status = 200) => new Response(JSON.stringify(value), { status });

/** @type {{path: string, body: Buffer, headers: Record<string, string>, mode?: string}[]} */
let sent = [];
/** @type {(path: string, request: any) => Response | Promise<Response>} */
let server;

beforeEach(() => {
  sent = [];
  settings = { port: 47291, key: KEY };
  Object.assign(opener, { allowed: false, answer: new Error("no such host"), heard: [] });
  /** @type {any} */
  const fake = async (/** @type {string} */ url, /** @type {any} */ init) => {
    const { pathname, origin } = new URL(url);
    assert.equal(origin, "http://127.0.0.1:47291");
    const request = { path: pathname, body: Buffer.from(init.body ?? []), headers: init.headers ?? {}, mode: init.mode };
    assert.equal(init.method, "POST");
    assert.equal(init.credentials, "omit");
    sent.push(request);
    return server(pathname, request);
  };
  globalThis.fetch = fake;
});
afterEach(() => {
  globalThis.fetch = original;
});

/** A server that keeps to the protocol. @param {(path: string) => Response} answer */
function honest(answer) {
  let nonces = 0;
  return (/** @type {string} */ path, /** @type {any} */ { body, headers }) => {
    if (path === "/hello") {
      nonces += 1;
      const serverNonce = String(nonces).padStart(64, "0");
      const { client_nonce: clientNonce } = JSON.parse(String(body));
      return json({ server_nonce: serverNonce, proof: mac("srv1", clientNonce, serverNonce, 47291) });
    }
    const [cn, sn, signature] = headers.Authorization.replace("Whyclosed1 ", "").split(".");
    const digest = createHash("sha256").update(body).digest("hex");
    assert.equal(signature, mac("cli1", path, sn, cn, digest));
    return answer(path);
  };
}

const request = { html: "x".repeat(5000) };
/** @param {string} state */
const trouble = (state) => (/** @type {any} */ error) => error.state === state;

test("the page is sent after the server has proved itself", async () => {
  server = honest(() => json({ ok: true }));
  assert.deepEqual(await ask(settings, "/diagnose", request), { ok: true });
  assert.deepEqual(
    sent.map(({ path }) => path),
    ["/hello", "/diagnose"],
  );
  assert.equal(sent[1]?.headers["Content-Encoding"], "gzip");
  assert.deepEqual(JSON.parse(String(gunzipSync(sent[1]?.body ?? ""))), { html: "x".repeat(5000) });
});

const strangers = {
  "HTML instead of JSON": [() => new Response("<h1>It works</h1>"), "stranger"],
  "other JSON": [() => json({ hello: "world" }), "stranger"],
  "JSON null": [() => json(null), "stranger"],
  "a refusal of its own": [() => json("no", 404), "stranger"],
  "a refusal with a code of its own": [() => json({ error: { code: "no_such_page" } }, 404), "stranger"],
  "a nonce of another form": [() => json({ server_nonce: "AA", proof: "00".repeat(32) }), "stranger"],
  "a proof without the key": [() => json({ server_nonce: "ab".repeat(32), proof: "00".repeat(32) }), "wrong_key"],
  "too many failures": [() => json({ error: { code: "too_many_failures" } }, 429), "too_many"],
  "a busy server": [() => json({ error: { code: "busy" } }, 503), "busy"],
};
for (const [name, [answer, state]] of Object.entries(strangers)) {
  test(`at the hello, ${name} means ${state}, and no page is sent`, async () => {
    server = /** @type {any} */ (answer);
    await assert.rejects(ask(settings, "/diagnose", request), trouble(/** @type {any} */ (state)));
    assert.ok(sent.every(({ path, body }) => path === "/hello" && body.length < 100));
  });
}

test("nothing there: the program is not running", async () => {
  server = () => Promise.reject(new TypeError("Failed to fetch"));
  await assert.rejects(ask(settings, "/diagnose", request), trouble("server_down"));
});

test("something there that does not speak to extensions: a stranger", async () => {
  server = (_, { mode }) => (mode === "no-cors" ? new Response("") : Promise.reject(new TypeError("CORS")));
  await assert.rejects(ask(settings, "/diagnose", request), trouble("stranger"));
  assert.equal(sent.at(-1)?.body.length, 0, "the probe is empty");
});

test("what keeps silent before it has proved itself is not called ours", async () => {
  server = () => Promise.reject(new DOMException("", "TimeoutError"));
  await assert.rejects(ask(settings, "/diagnose", request), trouble("silent"));
});

test("our server gives no answer in time", async () => {
  const proved = honest(() => json({}));
  server = (path, init) => (path === "/hello" ? proved(path, init) : Promise.reject(new DOMException("", "TimeoutError")));
  await assert.rejects(ask(settings, "/diagnose", request), trouble("timeout"));
});

test("without a key nothing is sent", async () => {
  await assert.rejects(ask({ port: 47291, key: null }, "/orders", request), trouble("no_key"));
  assert.equal(sent.length, 0);
});

const refusals = { 404: "other_version", 413: "page_too_big", 422: "page_unreadable", 429: "too_many", 503: "busy", 400: "server_error", 500: "server_error" };
for (const [status, state] of Object.entries(refusals)) {
  test(`a refusal with ${status} means ${state}`, async () => {
    server = honest(() => json({ error: { code: "c", id: "7f" } }, Number(status)));
    await assert.rejects(ask(settings, "/orders", request), (/** @type {any} */ error) => {
      assert.equal(error.state, state);
      assert.equal(error.detail, "7f");
      return true;
    });
  });
}

test("a nonce that died is replaced once", async () => {
  let refused = 0;
  server = honest(() => (refused++ ? json({ ok: 1 }) : json({ error: { code: "unauthorized" } }, 401)));
  assert.deepEqual(await ask(settings, "/orders", request), { ok: 1 });
  server = honest(() => json({ error: { code: "unauthorized" } }, 401));
  await assert.rejects(ask(settings, "/orders", request), trouble("wrong_key"));
});

test("a report of another form is refused", async () => {
  const report = { schema: "whyclosed/1", orders: [], sources: {}, unread: [] };
  server = honest(() => json(report));
  assert.deepEqual(await askReport(settings, "/orders", {}), report);
  const others = [{ schema: "whyclosed/2" }, { orders: 1 }, { unread: null }, { sources: undefined }, { sources: "" }];
  for (const answer of [{}, 7, ...others.map((other) => ({ ...report, ...other }))]) {
    server = honest(() => json(answer));
    await assert.rejects(askReport(settings, "/orders", {}), trouble("other_version"));
  }
  server = honest(() => new Response("no json"));
  await assert.rejects(askReport(settings, "/orders", {}), trouble("server_error"));
});

test("a page above the server's limits is not sent", async () => {
  server = honest(() => json({}));
  for (const html of ["ä".repeat(9_000_000), randomText(7_000_000)]) {
    await assert.rejects(ask(settings, "/diagnose", { html }), trouble("page_too_big"));
  }
  assert.ok(sent.every(({ path }) => path === "/hello"));
});

/** Text that does not get smaller. @param {number} length */
function randomText(length) {
  const parts = [];
  for (let made = 0; made < length; made += 40_000) {
    parts.push(Buffer.from(crypto.getRandomValues(new Uint8Array(30_000))).toString("base64"));
  }
  return parts.join("");
}

test("without leave the door opener is not called", async () => {
  server = () => Promise.reject(new TypeError("Failed to fetch"));
  await assert.rejects(ask(settings, "/diagnose", request), trouble("server_down"));
  assert.deepEqual(opener.heard, []);
});

test("where nobody answers the door opener starts the server, and the page is sent once, after the proof", async () => {
  const there = honest(() => json({ ok: true }));
  server = (path, sending) =>
    opener.heard.length > 0 ? there(path, sending) : Promise.reject(new TypeError("Failed to fetch"));
  Object.assign(opener, { allowed: true, answer: { port: 47291, key: KEY } });
  assert.deepEqual(await ask(settings, "/diagnose", request), { ok: true });
  assert.deepEqual(opener.heard, [["whyclosed.door", { port: 47291, lang: "en-US" }]]);
  assert.deepEqual(
    sent.map(({ path }) => path).filter((path) => path === "/diagnose"),
    ["/diagnose"],
  );
});

test("a wrong key is renewed by the door opener and kept", async () => {
  server = honest(() => json({ ok: true }));
  settings.key = "88".repeat(32);
  Object.assign(opener, { allowed: true, answer: { port: 47291, key: KEY } });
  assert.deepEqual(await ask(settings, "/diagnose", request), { ok: true });
  assert.equal(settings.key, KEY);
  assert.equal((await storage.local.get({ key: null })).key, KEY);
});

test("where the memory of orders is out of reach, that is said", async () => {
  server = honest(() => json({ error: { code: "store_unavailable" } }, 500));
  await assert.rejects(ask(settings, "/orders", request), trouble("store_stuck"));
});

test("so it is where the server has refused wrong keys too often", async () => {
  server = honest(() => json({ error: { code: "too_many_failures" } }, 429));
  opener.allowed = true;
  opener.answer = { port: 47291, key: KEY };
  await assert.rejects(ask(settings, "/diagnose", request), trouble("too_many"));
  assert.equal(opener.heard.length, 1);
});

test("what keeps the door opener from its work is told", async () => {
  server = () => Promise.reject(new TypeError("Failed to fetch"));
  opener.allowed = true;
  await assert.rejects(ask(settings, "/diagnose", request), trouble("not_joined"));
  for (const answer of [{ error: "No room." }, {}, null, { port: 0, key: KEY }, { port: 47291, key: "short" }]) {
    opener.answer = answer;
    await assert.rejects(ask(settings, "/diagnose", request), (/** @type {any} */ error) => {
      assert.equal(error.detail, answer && "error" in answer ? "No room." : "");
      return error.state === "door_stuck";
    });
  }
});

test("a server that has just been started and is still warming up is asked again", async () => {
  let asked = 0;
  server = (path, sending) => {
    if (opener.heard.length === 0) {
      return Promise.reject(new TypeError("Failed to fetch"));
    }
    return honest(() => ((asked += 1) > 1 ? json({ ok: true }) : json({ error: { code: "busy" } }, 503)))(path, sending);
  };
  Object.assign(opener, { allowed: true, answer: { port: 47291, key: KEY } });
  assert.deepEqual(await ask(settings, "/diagnose", request), { ok: true });
});

test("a server that has just been started may also take its time", async () => {
  let asked = 0;
  server = (path, sending) => {
    if (opener.heard.length === 0) {
      return Promise.reject(new TypeError("Failed to fetch"));
    }
    if (path !== "/hello" && (asked += 1) === 1) {
      return Promise.reject(new DOMException("", "TimeoutError"));
    }
    return honest(() => json({ ok: true }))(path, sending);
  };
  Object.assign(opener, { allowed: true, answer: { port: 47291, key: KEY } });
  assert.deepEqual(await ask(settings, "/diagnose", request), { ok: true });
});

test("after the door opener has done its work there is no second call", async () => {
  server = () => Promise.reject(new TypeError("Failed to fetch"));
  Object.assign(opener, { allowed: true, answer: { port: 47291, key: KEY } });
  await assert.rejects(ask(settings, "/diagnose", request), trouble("server_down"));
  assert.equal(opener.heard.length, 1);
});
