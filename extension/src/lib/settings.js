import { api } from "./browser.js";
import { readKey } from "./proof.js";

/** @typedef {import("../../types.js").Settings} Settings */

export const DEFAULT_PORT = 47291;

/** @returns {Promise<Settings>} */
export async function loadSettings() {
  const { port, key } = await api.storage.local.get({ port: DEFAULT_PORT, key: null });
  return { port: readPort(String(port)) ?? DEFAULT_PORT, key: typeof key === "string" ? readKey(key) : null };
}

/** @param {Settings} settings */
export async function saveSettings({ port, key }) {
  // Where the browser can, keep the key out of reach of anything that runs inside a web page.
  await api.storage.local.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" });
  await api.storage.local.set({ port, key });
}

/**
 * @param {string} text
 * @returns {number | null} null where it is no port
 */
export function readPort(text) {
  const port = Number(text.trim());
  return /^\d{1,5}$/.test(text.trim()) && port >= 1 && port <= 65_535 ? port : null;
}
