import { api } from "./lib/browser.js";
import { beginReading } from "./lib/reading.js";
import { loadSettings } from "./lib/settings.js";

// What the click sets off. It stands apart from the popup because reading the page takes longest: it is under way
// before the modules that ask the server and draw the answer are loaded.
const [[first], settings] = await Promise.all([api.tabs.query({ active: true, currentWindow: true }), loadSettings()]);
const tab = first ?? /** @type {chrome.tabs.Tab} */ ({});
const reading = beginReading(tab, settings);
reading.catch(() => {}); // shown where it is waited for

export { reading, settings, tab };
