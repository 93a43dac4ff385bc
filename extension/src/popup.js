import { api } from "./lib/browser.js";
import { capture } from "./lib/capture.js";
import { askReport } from "./lib/client.js";
import { Desk } from "./lib/desk.js";
import { pngOf, save } from "./lib/download.js";
import { buyer } from "./lib/format.js";
import { pageKey, placeOf } from "./lib/hosts.js";
import { localise, t } from "./lib/i18n.js";
import { recall, remember, same } from "./lib/results.js";
import { loadSettings } from "./lib/settings.js";
import { unreadState } from "./lib/state.js";
import { nextDeadline } from "./lib/urgency.js";
import { Trouble } from "./lib/trouble.js";
import { belongs } from "./render/belongs.js";

/** @typedef {import("../types.js").Report} Report */

const LONGEST_URL = 8_000; // characters; the server refuses longer ones

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} path */
function openTab(path) {
  void api.tabs.create({ url: api.runtime.getURL(path) });
  window.close();
}

/** The popup: reads the tab's page once, shows what the server makes of it, and remembers it. */
class Popup {
  /**
   * @param {chrome.tabs.Tab} tab
   * @param {import("../types.js").Settings} settings
   */
  constructor(tab, settings) {
    this.tab = tab;
    this.settings = settings;
    this.desk = new Desk({
      main: place("main"),
      live: place("live"),
      settings,
      open: ["steps", "questions"],
      keep: (report) => this.keep(report),
      tab: {
        screenshot: () => void this.screenshot(),
        readAgain: () => void this.read(),
        belongs: () => belongs(settings, (orderId) => void this.read(orderId)),
      },
      ways: {
        retry: () => void this.read(),
        pair: () => openTab("pairing.html"),
        orders: () => openTab("orders.html"),
      },
    });
  }

  async start() {
    const { url } = this.tab;
    const kind = placeOf(url);
    if (kind !== "shop") {
      return this.desk.fail(new Trouble(kind === "login" ? "login" : "not_shop"));
    }
    if (!this.settings.key) {
      return this.desk.fail(new Trouble("no_key"));
    }
    const last = await recall(pageKey(url ?? ""));
    if (last) {
      this.put(last.report, last.id);
    }
    return this.read();
  }

  /**
   * Read the page and show the answer. What is in view stays there until the new answer differs from it.
   * @param {string} [orderId] the order to which the page belongs, where it does not say so itself
   */
  async read(orderId) {
    const before = this.desk.report;
    place("main").setAttribute("aria-busy", "true");
    this.desk.say(t("reading"));
    let loading = false;
    try {
      const report = await askReport(this.settings, "/diagnose", async () => {
        const page = await capture(this.tab.id ?? -1);
        if (placeOf(page.url) !== "shop") {
          throw new Trouble("not_shop"); // the tab has moved on since the click
        }
        ({ loading } = page);
        this.tab.url = page.url;
        const { url, capturedAt, html } = page;
        return { url: url.slice(0, LONGEST_URL), captured_at: capturedAt, ...buyer(), html, ...(orderId && { order: orderId }) };
      });
      if (report.orders.length === 0) {
        return this.unread(report, loading);
      }
      const { id } = await this.keep(report);
      if (before && same(before.orders, report.orders)) {
        this.desk.say(t("unchanged"));
      } else {
        this.put(report, id);
      }
    } catch (error) {
      this.desk[before ? "notice" : "fail"](error);
    } finally {
      place("main").removeAttribute("aria-busy");
    }
    return undefined;
  }

  /**
   * @param {Report} report
   * @param {boolean} loading
   */
  unread({ unread }, loading) {
    const problem = unread[0]?.problem;
    const state = unreadState(problem?.code ?? "", loading);
    const words = problem && state === "not_order" ? { text: problem.message, next: problem.hint } : {};
    this.desk.fail(new Trouble(state), words);
  }

  /** @param {Report} report */
  keep(report) {
    return remember(pageKey(this.tab.url ?? ""), report);
  }

  /**
   * @param {Report} report
   * @param {string} id
   */
  put(report, id) {
    const { chosen } = this.desk;
    const still = this.desk.report?.orders.length === report.orders.length;
    this.desk.show(report, still ? chosen : undefined);
    const full = /** @type {HTMLButtonElement} */ (place("full"));
    full.disabled = false;
    full.onclick = () => openTab(`report.html#${id}${this.desk.chosen === null ? "" : `:${this.desk.chosen}`}`);
    this.nameDay(report);
  }

  /**
   * The button's title names the day by which to act. It is a date, so it stays true.
   * @param {Report} report
   */
  nameDay(report) {
    const { format } = this.desk;
    const deadlines = report.orders.flatMap(({ diagnosis }) => diagnosis.deadlines);
    const next = nextDeadline(deadlines, report.as_of, format);
    const key = next?.deadline.act_by ? "act_by_title" : "next_date_title";
    const title = next ? t(key, format.weekday(next.day)) : t("action");
    void api.action.setTitle({ tabId: this.tab.id ?? -1, title });
  }

  async screenshot() {
    try {
      const address = await api.tabs.captureVisibleTab(this.tab.windowId, { format: "png" });
      const name = this.desk.entry?.order.order_id ?? "page";
      save(pngOf(address), `aliexpress-${name.replace(/\W/g, "")}-${this.desk.format.dayOf(new Date().toISOString())}.png`);
      this.desk.say(t("screenshot_saved"), true);
    } catch {
      this.desk.say(t("screenshot_failed"), true);
    }
  }
}

localise(document);
const [[tab], settings] = await Promise.all([api.tabs.query({ active: true, currentWindow: true }), loadSettings()]);
const popup = new Popup(tab ?? /** @type {chrome.tabs.Tab} */ ({}), settings);
place("again").onclick = () => void popup.read();
place("orders").onclick = () => openTab("orders.html");
place("settings").onclick = () => openTab("pairing.html");
await popup.start();
