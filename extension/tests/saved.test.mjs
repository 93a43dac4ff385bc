import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test, { afterEach, beforeEach } from "node:test";
import { gunzipSync } from "node:zlib";
import "./fake_browser.mjs";
import { buyer } from "../src/lib/format.js";
import { changedAt, readSaved, withoutPictures } from "../src/lib/savedpage.js";
import { Trouble } from "../src/lib/trouble.js";

const KEY = "77".repeat(32);
const settings = { port: 47291, key: KEY };
const original = globalThis.fetch;
/** @type {any[]} what the server was asked to read */
let read = [];
/** @type {() => Response} */
let answer;
/** @param {unknown} value @param {number} [status] */
const json = (value, status = 200) => new Response(JSON.stringify(value), { status });
const order = { order_id: "8190000000000001" };
const problem = { code: "captcha", message: "A check.", hint: "Solve it." };

beforeEach(() => {
  read = [];
  answer = () => json({ schema: "whyclosed/1", as_of: null, orders: [{ order }], unread: [{ path: null, problem }] });
  /** @type {any} */
  const fake = async (/** @type {string} */ url, /** @type {any} */ init) => {
    if (url.endsWith("/hello")) {
      const said = ["srv1", JSON.parse(Buffer.from(init.body).toString()).client_nonce, "0".repeat(64), 47291].join("|");
      const proof = createHmac("sha256", Buffer.from(KEY, "hex")).update(said).digest("hex");
      return json({ server_nonce: "0".repeat(64), proof });
    }
    assert.equal(new URL(url).pathname, "/read");
    const body = init.headers["Content-Encoding"] ? gunzipSync(init.body) : Buffer.from(init.body);
    read.push(JSON.parse(String(body)));
    return answer();
  };
  globalThis.fetch = fake;
});
afterEach(() => {
  globalThis.fetch = original;
});

const BYTES = Uint8Array.from({ length: 256 }, (_, at) => at);

test("a file is sent byte by byte, with its own time", async () => {
  const lastModified = Date.UTC(2026, 10, 20, 9);
  const outcome = await readSaved(settings, new File([BYTES], "order.html", { lastModified }), "order.html");
  assert.deepEqual(outcome, { name: "order.html", orders: [order], problems: [problem], trouble: null });
  const file = Buffer.from(BYTES).toString("base64");
  assert.deepEqual(read, [{ file, changed_at: "2026-11-20T09:00:00.000Z", ...buyer() }]);
});

test("words are sent as they are, without a time", async () => {
  await readSaved(settings, "Closed\nOrder <8190000000000001>", "words");
  assert.deepEqual(read, [{ words: "Closed\nOrder <8190000000000001>", ...buyer() }]);
});

test("the time of a file is never the present", () => {
  const now = Date.UTC(2026, 10, 22);
  assert.equal(changedAt(now, now), null);
  assert.equal(changedAt(now - 1_000, now), null);
  assert.equal(changedAt(now + 9_000, now), null);
  assert.equal(changedAt(0, now), null);
  assert.equal(changedAt(now - 60_000, now), "2026-11-21T23:59:00.000Z");
});

for (const [status, state] of /** @type {const} */ ([[413, "page_too_big"], [422, "page_unreadable"]])) {
  test(`a refusal of the page (${status}) is told beside its name`, async () => {
    answer = () => json({ error: { code: "x" } }, status);
    const outcome = await readSaved(settings, "Closed", "words");
    assert.equal(outcome.trouble?.state, state);
    assert.deepEqual(outcome.orders, []);
  });
}

test("any other trouble keeps all pages away", async () => {
  answer = () => json({ error: { code: "busy" } }, 503);
  await assert.rejects(readSaved(settings, "Closed", "words"), (error) => error instanceof Trouble && error.state === "busy");
});

test("a file that cannot be opened, or is far too big, is told", async () => {
  const gone = new File(["x"], "folder");
  gone.arrayBuffer = () => Promise.reject(new Error("NotFoundError"));
  assert.equal((await readSaved(settings, gone, "folder")).trouble?.state, "page_unreadable");
  const huge = new File(["x"], "film.html");
  Object.defineProperty(huge, "size", { value: 2 ** 30 });
  assert.equal((await readSaved(settings, huge, "film.html")).trouble?.state, "page_too_big");
  assert.deepEqual(read, []);
});

const PICTURE = "iVBORw0KGgoAAAANSUhEUg".repeat(100);
const bytesOf = (/** @type {string} */ text) => Uint8Array.from(Buffer.from(text, "latin1"));
const thinned = (/** @type {string} */ text) => Buffer.from(withoutPictures(bytesOf(text))).toString("latin1");

test("pictures are left out of HTML, and nothing else", () => {
  const page = (/** @type {string} */ src) => `<p>Gr\xfc\x80\x9fe</p><img src="${src}"><p>Order ID: 8190000000000001</p>`;
  const kept = page("data:image/png;base64,");
  assert.equal(thinned(page(`data:image/png;base64,${PICTURE}`)), kept);
  assert.equal(thinned(page(`data:image/png;base64,${PICTURE.repeat(5_000)}`) + kept), kept + kept);
  const untouched = [page(`data:text/html;base64,${PICTURE}`), PICTURE, kept];
  for (const text of untouched) {
    assert.equal(thinned(text), text);
  }
});

test("pictures are left out of MHTML, and nothing else", () => {
  const part = (/** @type {string} */ type, /** @type {string} */ body) =>
    `\r\n--b\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://x.example/1\r\n\r\n${body}`;
  const mail = (/** @type {string} */ picture) =>
    `From: <Saved by Blink>${part("text/html", PICTURE)}${part("image/webp", picture)}${part("text/css", PICTURE)}\r\n--b--\r\n`;
  assert.equal(thinned(mail(PICTURE)), mail(""));
});

test("of a file that names the places of its parts nothing is left out", () => {
  for (const mark of ["PK\x03\x04", "bplist00", "\x1f\x8b\x08"]) {
    const packed = `${mark}<img src="data:image/png;base64,${PICTURE}">`;
    assert.equal(thinned(packed), packed);
  }
});

test("of a file with several pages each problem names its page", async () => {
  const said = { code: "not_an_order_page", field: null, message: "No order.", hint: "Open one." };
  answer = () => json({ schema: "whyclosed/1", as_of: null, orders: [], unread: [{ path: "a.html", problem: said }] });
  const outcome = await readSaved(settings, "Closed", "words");
  assert.deepEqual(outcome.problems, [{ ...said, message: "a.html: No order." }]);
});
