/**
 * Bytes as text, for JSON and for the browser's own messages.
 * @param {Uint8Array} bytes
 */
export function toBase64(bytes) {
  const slice = 32_768; // what a call can take
  const pieces = [];
  for (let at = 0; at < bytes.length; at += slice) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + slice)));
  }
  return btoa(pieces.join(""));
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (digit) => digit.charCodeAt(0));
}
