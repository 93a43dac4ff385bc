import { capture } from "./capture.js";
import { askReport } from "./client.js";
import { buyer } from "./format.js";
import { placeOf } from "./hosts.js";
import { Trouble } from "./trouble.js";

/** @typedef {import("../../types.js").Report} Report */
/** @typedef {import("../../types.js").Settings} Settings */

const LONGEST_URL = 8_000; // characters; the server refuses longer ones

/**
 * Read the page of a tab, have it diagnosed, and say where the tab stood and whether the browser was still loading it.
 * @param {chrome.tabs.Tab} tab
 * @param {Settings} settings
 * @param {string} [orderId] the order to which the page belongs, where it does not say so itself
 * @returns {Promise<{report: Report, url: string, loading: boolean}>}
 * @throws {Trouble}
 */
export async function readTab(tab, settings, orderId) {
  const kind = placeOf(tab.url);
  if (kind !== "shop") {
    throw new Trouble(kind === "login" ? "login" : "not_shop");
  }
  let url = "";
  let loading = false;
  const report = await askReport(settings, "/diagnose", async () => {
    const page = await capture(tab.id ?? -1);
    if (placeOf(page.url) !== "shop") {
      throw new Trouble("not_shop"); // the tab has moved on since the click
    }
    ({ url, loading } = page);
    const { capturedAt, html } = page;
    const belongs = orderId === undefined ? {} : { order: orderId };
    return { url: url.slice(0, LONGEST_URL), captured_at: capturedAt, ...buyer(), html, ...belongs };
  });
  return { report, url, loading };
}
