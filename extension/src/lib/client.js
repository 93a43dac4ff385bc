import { door, openDoor } from "./door.js";
import { authorization, importKey, isNonce, newNonce, serverKnows } from "./proof.js";
import { Trouble } from "./trouble.js";

/** @typedef {import("../../types.js").Settings} Settings */
/** @typedef {import("../../types.js").Report} Report */
/** @typedef {import("./state.js").StateName} StateName */

const HELLO_PATIENCE = 3_000; // milliseconds
const ANSWER_PATIENCE = 10_000; // the server itself gives up on a page after 5 s, and waits 2 s for a free place
/** @type {Record<string, number>} where the server itself takes longer: it gives up on a copy after 40 s */
const PATIENCE = { "/scrub": 60_000 };
const WARMING = 1_000; // between two tries with a server that has just been started
const MAX_SENT = 4 * 2 ** 20; // bytes, the server's limits
const MAX_INFLATED = 16 * 2 ** 20;
const NOT_FOUND = 404;
const WORTH_ZIPPING = 1_400; // bytes: what fits a packet anyway is sent as it is

/** @type {Record<number, StateName>} what a refusal of our own server means */
const REFUSED = {
  401: "wrong_key",
  [NOT_FOUND]: "other_version",
  413: "page_too_big",
  422: "page_unreadable",
  429: "too_many",
  503: "busy",
};

/** @type {Set<StateName>} where nobody answers, none of ours, or not to our key: the door opener may know better */
const SHUT = new Set(["server_down", "silent", "stranger", "wrong_key", "too_many"]);

/** @type {Set<StateName>} how a server looks that has only just been started */
const WARMING_UP = new Set(["busy", "timeout"]);

/** @typedef {{bytes: Uint8Array<ArrayBuffer>, encoding: Record<string, string>}} Packed a request's body and its headers */

/**
 * Ask the server and give its answer. The body leaves the browser only after the server has proved that it knows the
 * key: a stranger on the port sees nothing of a page.
 * @param {Settings} settings
 * @param {string} path
 * @param {object | Promise<Packed>} content JSON, or a body that is still being packed
 * @returns {Promise<any>}
 * @throws {Trouble}
 */
export async function ask(settings, path, content) {
  if (!settings.key) {
    throw new Trouble("no_key");
  }
  const packed = content instanceof Promise ? content : pack(content);
  packed.catch(() => {}); // thrown where it is waited for
  try {
    return await askThere(settings, path, packed);
  } catch (error) {
    const state = error instanceof Trouble ? error.state : "server_error";
    const warming = door.opened && WARMING_UP.has(state);
    if (!warming && !(SHUT.has(state) && (await openDoor(settings)))) {
      throw error;
    }
    return askStarted(settings, path, packed);
  }
}

/**
 * A server that has only just been started may still be warming up: it is asked again for a while.
 * @param {Settings} settings
 * @param {string} path
 * @param {Promise<Packed>} packed
 * @param {number} [tries]
 * @returns {Promise<any>}
 */
async function askStarted(settings, path, packed, tries = 10) {
  try {
    return await askThere(settings, path, packed);
  } catch (error) {
    if (tries === 0 || !(error instanceof Trouble && WARMING_UP.has(error.state))) {
      throw error;
    }
  }
  await new Promise((resolve) => {
    setTimeout(resolve, WARMING);
  });
  return askStarted(settings, path, packed, tries - 1);
}

/**
 * @param {Settings} settings
 * @param {string} path
 * @param {Promise<Packed>} packed
 */
async function askThere(settings, path, packed) {
  const key = await importKey(settings.key ?? "");
  const first = await hello(settings.port, key);
  const body = await packed;
  if (body.bytes.length > MAX_SENT) {
    throw new Trouble("page_too_big");
  }
  try {
    return await send(settings.port, key, first, path, body);
  } catch (error) {
    // A nonce dies with a server that was restarted in between: one more try, with a new one.
    if (!(error instanceof Trouble && error.state === "wrong_key")) {
      throw error;
    }
    return send(settings.port, key, await hello(settings.port, key), path, body);
  }
}

/**
 * The same for the paths that answer with a report.
 * @param {Settings} settings
 * @param {string} path
 * @param {object | Promise<Packed>} content
 * @returns {Promise<Report>}
 */
export async function askReport(settings, path, content) {
  const report = await ask(settings, path, content);
  if (!isReport(report)) {
    throw new Trouble("other_version");
  }
  return report;
}

/** @param {any} value JSON */
function isReport(value) {
  return (
    value?.schema === "whyclosed/1" &&
    Array.isArray(value.orders) &&
    Array.isArray(value.unread) &&
    value.sources instanceof Object
  );
}

/**
 * Is it our server that listens there, and does it know our key?
 * @param {number} port
 * @param {CryptoKey} key
 * @returns {Promise<{clientNonce: string, serverNonce: string}>}
 */
export async function hello(port, key) {
  const clientNonce = newNonce();
  const body = new TextEncoder().encode(JSON.stringify({ client_nonce: clientNonce }));
  const response = await reach(port, "/hello", body, {}, HELLO_PATIENCE).catch(unproved);
  const answer = await jsonOf(response).catch(unproved);
  if (!response.ok) {
    const ours = typeof answer?.error?.code === "string" && response.status !== NOT_FOUND; // each of ours knows a hello
    throw ours ? refusal(response, answer) : new Trouble("stranger");
  }
  const serverNonce = answer?.server_nonce;
  if (!isNonce(serverNonce) || typeof answer.proof !== "string") {
    throw new Trouble("stranger");
  }
  if (!(await serverKnows(key, { clientNonce, serverNonce, port, proof: answer.proof }))) {
    throw new Trouble("wrong_key");
  }
  return { clientNonce, serverNonce };
}

/**
 * What keeps silent before it has proved who it is is not called ours.
 * @param {unknown} error
 * @returns {never}
 */
function unproved(error) {
  throw error instanceof Trouble && error.state === "timeout" ? new Trouble("silent") : error;
}

/**
 * @param {number} port
 * @param {CryptoKey} key
 * @param {{clientNonce: string, serverNonce: string}} nonces
 * @param {string} path
 * @param {Packed} body
 */
async function send(port, key, nonces, path, body) {
  const headers = { ...body.encoding, Authorization: await authorization(key, { ...nonces, path, body: body.bytes }) };
  const response = await reach(port, path, body.bytes, headers, PATIENCE[path] ?? ANSWER_PATIENCE);
  const answer = await jsonOf(response);
  if (!response.ok) {
    throw refusal(response, answer);
  }
  if (answer === null) {
    throw new Trouble("server_error");
  }
  return answer;
}

/**
 * @param {object} content
 * @returns {Promise<Packed>}
 */
async function pack(content) {
  const plain = new TextEncoder().encode(JSON.stringify(content));
  if (plain.length > MAX_INFLATED) {
    throw new Trouble("page_too_big");
  }
  if (plain.length < WORTH_ZIPPING) {
    return { bytes: plain, encoding: {} };
  }
  const zipped = new Blob([plain]).stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(zipped).arrayBuffer());
  return { bytes, encoding: { "Content-Encoding": "gzip" } };
}

/**
 * @param {number} port
 * @param {string} path
 * @param {Uint8Array<ArrayBuffer>} body
 * @param {Record<string, string>} headers
 * @param {number} patience milliseconds
 * @returns {Promise<Response>}
 */
async function reach(port, path, body, headers, patience) {
  try {
    return await fetch(`http://127.0.0.1:${port}${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body,
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(patience),
    });
  } catch (error) {
    throw await unreached(error, port);
  }
}

/**
 * A refused connection and a program that does not answer extensions look alike to `fetch`. A bare request whose
 * answer stays hidden from us tells them apart: it succeeds when anything at all speaks HTTP there.
 * @param {unknown} error
 * @param {number} port
 */
async function unreached(error, port) {
  if (isTimeout(error)) {
    return new Trouble("timeout");
  }
  try {
    await fetch(`http://127.0.0.1:${port}/`, {
      method: "POST",
      mode: "no-cors",
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(HELLO_PATIENCE),
    });
    return new Trouble("stranger");
  } catch (second) {
    return new Trouble(isTimeout(second) ? "timeout" : "server_down");
  }
}

/** @param {unknown} error */
const isTimeout = (error) => error instanceof DOMException && error.name === "TimeoutError";

/**
 * @param {Response} response
 * @returns {Promise<any>} null where the answer is no JSON
 */
async function jsonOf(response) {
  try {
    return await response.json();
  } catch (error) {
    if (isTimeout(error)) {
      throw new Trouble("timeout");
    }
    return null;
  }
}

/**
 * @param {Response} response
 * @param {any} answer
 */
function refusal(response, answer) {
  const { id, code } = answer?.error ?? {};
  const told = code === "store_unavailable" ? "store_stuck" : REFUSED[response.status];
  return new Trouble(told ?? "server_error", String(id ?? code ?? response.status));
}
