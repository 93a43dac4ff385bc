import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import test from "node:test";
import { authorization, importKey, newNonce, readKey, serverKnows } from "../src/lib/proof.js";

const KEY = "0123456789abcdef".repeat(4);
/** @param {...unknown} parts */
const mac = (...parts) => createHmac("sha256", Buffer.from(KEY, "hex")).update(parts.join("|")).digest("hex");
const clientNonce = "aa".repeat(32);
const serverNonce = "bb".repeat(32);

test("a key may be pasted with blanks, dashes and capitals, and nothing else", () => {
  assert.equal(readKey(` ${KEY.toUpperCase().replace(/(.{16})/g, "$1-")}\n`.replace("-\n", "\n")), KEY);
  for (const wrong of ["", KEY.slice(1), `${KEY}0`, KEY.replace("0", "g"), "whyclosed pair"]) {
    assert.equal(readKey(wrong), null, wrong);
  }
});

test("a nonce is 32 bytes and never the same", () => {
  assert.match(newNonce(), /^[0-9a-f]{64}$/);
  assert.notEqual(newNonce(), newNonce());
});

test("the server's proof is the one of the protocol", async () => {
  const key = await importKey(KEY);
  const proof = mac("srv1", clientNonce, serverNonce, 47291);
  const hello = { clientNonce, serverNonce, port: 47291, proof };
  assert.equal(await serverKnows(key, hello), true);
  assert.equal(await serverKnows(key, { ...hello, port: 47292 }), false, "another port");
  assert.equal(await serverKnows(key, { ...hello, clientNonce: serverNonce }), false, "another nonce");
  assert.equal(await serverKnows(key, { ...hello, proof: proof.replace(/^./, (c) => (c === "0" ? "1" : "0")) }), false);
  for (const nothing of [null, undefined, 7, "", "zz".repeat(32), proof.slice(2)]) {
    assert.equal(await serverKnows(key, { ...hello, proof: nothing }), false, String(nothing));
  }
});

test("a request is signed over its path and its bytes", async () => {
  const body = new TextEncoder().encode('{"a":1}');
  const digest = createHash("sha256").update(body).digest("hex");
  assert.equal(
    await authorization(await importKey(KEY), { clientNonce, serverNonce, path: "/diagnose", body }),
    `Whyclosed1 ${clientNonce}.${serverNonce}.${mac("cli1", "/diagnose", serverNonce, clientNonce, digest)}`,
  );
});
