/**
 * Hand the buyer a file of our own making.
 * @param {Blob} content
 * @param {string} name
 */
export function save(content, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the browser reads it after the click
}

/**
 * The picture behind a `data:image/png;base64,` address.
 * @param {string} address
 * @returns {Blob}
 */
export function pngOf(address) {
  const data = atob(address.slice(address.indexOf(",") + 1));
  return new Blob([Uint8Array.from(data, (letter) => letter.charCodeAt(0))], { type: "image/png" });
}
