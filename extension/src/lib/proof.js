// The proof of docs/protocol.md: both sides show that they know the pairing key, which is never sent.

const HEX_32 = /^[0-9a-f]{64}$/;

/**
 * The pairing key as typed or pasted: 64 hex digits; blanks, dashes and capitals do not matter.
 * @param {string} text
 * @returns {string | null} null where it is no key
 */
export function readKey(text) {
  const key = text.replace(/[\s-]/g, "").toLowerCase();
  return HEX_32.test(key) ? key : null;
}

/** @param {unknown} text */
export function isNonce(text) {
  return typeof text === "string" && HEX_32.test(text);
}

/** 32 random bytes in lower-case hex. */
export function newNonce() {
  return toHex(crypto.getRandomValues(new Uint8Array(32)));
}

/** @param {ArrayBuffer | Uint8Array} bytes */
export function toHex(bytes) {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} hex an even number of hex digits */
export function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** @param {string} key 64 hex digits */
export function importKey(key) {
  return crypto.subtle.importKey("raw", fromHex(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
}

/** @param {string} text */
const bytesOf = (text) => new TextEncoder().encode(text);

/**
 * Does the server know the key?
 * @param {CryptoKey} key
 * @param {{clientNonce: string, serverNonce: string, port: number, proof: unknown}} hello
 * @returns {Promise<boolean>}
 */
export async function serverKnows(key, { clientNonce, serverNonce, port, proof }) {
  if (!isNonce(proof)) {
    return false;
  }
  const said = bytesOf(["srv1", clientNonce, serverNonce, port].join("|"));
  return crypto.subtle.verify("HMAC", key, fromHex(String(proof)), said);
}

/**
 * The value of `Authorization` for one request.
 * @param {CryptoKey} key
 * @param {{clientNonce: string, serverNonce: string, path: string, body: Uint8Array<ArrayBuffer>}} request
 * @returns {Promise<string>}
 */
export async function authorization(key, { clientNonce, serverNonce, path, body }) {
  const digest = toHex(await crypto.subtle.digest("SHA-256", body));
  const said = bytesOf(["cli1", path, serverNonce, clientNonce, digest].join("|"));
  const signature = toHex(await crypto.subtle.sign("HMAC", key, said));
  return `Whyclosed1 ${clientNonce}.${serverNonce}.${signature}`;
}
