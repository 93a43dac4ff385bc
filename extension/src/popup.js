import { reading, settings, tab } from "./click.js";
import { api } from "./lib/browser.js";
import { askReport } from "./lib/client.js";
import { door, openDoor } from "./lib/door.js";
import { handCopy, handOver } from "./lib/handover.js";
import { kindOf, pageKey, placeOf } from "./lib/hosts.js";
import { localise, t } from "./lib/i18n.js";
import { beginReading } from "./lib/reading.js";
import { recall, remember, same } from "./lib/results.js";
import { unreadState } from "./lib/state.js";
import { Trouble } from "./lib/trouble.js";

/** @typedef {import("../types.js").Report} Report */
/** @typedef {ReturnType<typeof diagnose>} Answer */

/** @type {import("./lib/client.js").Packed | null} the page as it was read last, from which a safe copy can be made */
let read = null;

/**
 * Have a page diagnosed, and say where the tab stood and whether the browser was still loading it.
 * @param {ReturnType<typeof beginReading>} begun
 */
async function diagnose(begun) {
  read = null;
  const { page } = await begun.catch(connected);
  page.then(({ body }) => {
    read = body;
  }).catch(() => {}); // thrown where it is waited for
  const report = await askReport(settings, "/diagnose", page.then(({ body }) => body));
  const { url, loading } = await page;
  return { report, url, loading };
}

/**
 * Without a key the page was not read. With the user's leave the door opener hands one over, and it is read now.
 * @param {unknown} error
 */
async function connected(error) {
  if (!(error instanceof Trouble && error.state === "no_key" && (await openDoor(settings)))) {
    throw error;
  }
  return beginReading(tab, settings);
}

const answer = diagnose(reading);
answer.catch(() => {}); // shown where it is waited for

// What draws is loaded while the page is already being read.
const drawing = Promise.all([import("./lib/desk.js"), import("./render/belongs.js")]);

// States for which the server's words say more than ours.
const SAYS_MORE = new Set(["other_language", "not_diagnosed"]);

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} path */
function openTab(path) {
  void api.tabs.create({ url: api.runtime.getURL(path) });
  window.close();
}

/** The page as it was read, for another tab; what packs it is loaded only now. */
async function given() {
  const { givenOf } = await import("./lib/passing.js");
  return read && givenOf(read);
}

async function safeCopy() {
  const page = await given();
  if (page) {
    await handCopy(page);
    window.close();
  }
}

/** The popup: reads the tab's page once, shows what the server makes of it, and remembers it. */
class Popup {
  /**
   * @param {Awaited<typeof drawing>} drawn
   */
  constructor([{ Desk }, { belongs }]) {
    /** Is an answer in view, be it one that was only remembered? */
    this.answered = false;
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
        safeCopy: () => void safeCopy(),
      },
      ways: {
        retry: () => void this.read(),
        pair: () => openTab("pairing.html"),
        orders: () => openTab("orders.html"),
        saved: () => openTab("saved.html"),
      },
    });
  }

  /**
   * Read the page and show the answer.
   * @param {string} [orderId] the order to which the page belongs, where it does not say so itself
   */
  read(orderId) {
    return this.show(diagnose(beginReading(tab, settings, orderId)));
  }

  /**
   * Wait for an answer and show it. What is in view stays there until the new answer differs from it.
   * @param {Answer} answering
   */
  async show(answering) {
    const before = this.desk.report;
    place("main").setAttribute("aria-busy", "true");
    this.desk.say(t("reading"));
    try {
      const { report, url, loading } = await answering;
      tab.url = url;
      if (report.orders.length === 0) {
        this.unread(report, loading, url);
      } else {
        await this.take(report, before);
      }
    } catch (error) {
      this.offerCopy();
      this.desk[this.answered ? "notice" : "fail"](error);
    }
    place("main").removeAttribute("aria-busy");
  }

  /**
   * @param {Report} report
   * @param {Report | null} before
   */
  async take(report, before) {
    if (before && same(before.orders, report.orders)) {
      await this.keep(report);
      this.desk.say(t("unchanged"));
    } else {
      this.put(report);
      this.answered = true;
      await this.keep(report);
    }
  }

  /**
   * @param {Report} report
   * @param {boolean} loading
   * @param {string} url
   */
  unread({ unread }, loading, url) {
    const problem = unread[0]?.problem;
    const state = unreadState(problem?.code ?? "", loading, kindOf(url));
    const words = problem && SAYS_MORE.has(state) ? { text: problem.message, next: problem.hint } : {};
    this.answered = false;
    this.offerCopy();
    this.desk.fail(new Trouble(state), words);
  }

  /** A page that was read, but in which nothing was found, is worth a copy, too. */
  offerCopy() {
    delete this.desk.ways.safe;
    Object.assign(this.desk.ways, read && { safe: () => void safeCopy() });
  }

  /** @param {Report} report */
  async keep(report) {
    this.offerFull(report);
    await remember(pageKey(tab.url ?? ""), report);
  }

  /** @param {Report} report */
  put(report) {
    const { chosen } = this.desk;
    const still = this.desk.report?.orders.length === report.orders.length;
    this.desk.show(report, still ? chosen : undefined);
    this.nameDay(report);
  }

  /** @param {Report} report */
  offerFull(report) {
    const full = /** @type {HTMLButtonElement} */ (place("full"));
    full.disabled = false;
    full.onclick = async () => {
      const { chosen } = this.desk;
      await handOver({ report, chosen, page: pageKey(tab.url ?? ""), given: await given() });
      window.close();
    };
  }

  /**
   * The button's title names the date of what is due first. It is a date, so it stays true.
   * @param {Report} report
   */
  nameDay({ orders: [first] }) {
    const next = first?.diagnosis.next;
    const title = next ? t(`title_${next.role}`, this.desk.format.weekday(next.on), next.text) : t("action");
    void api.action.setTitle({ tabId: tab.id ?? -1, title });
  }

  async screenshot() {
    try {
      const { pngOf, save } = await import("./lib/download.js");
      const address = await api.tabs.captureVisibleTab(tab.windowId, { format: "png" });
      const name = (this.desk.entry?.order.order_id ?? "page").replace(/\W/g, "");
      save(pngOf(address), `aliexpress-${name}-${this.desk.format.dayOf(new Date().toISOString())}.png`);
      this.desk.say(t("screenshot_saved"), true);
    } catch {
      this.desk.say(t("screenshot_failed"), true);
    }
  }
}

localise(document);
const last = placeOf(tab.url) === "shop" ? await recall(pageKey(tab.url ?? "")) : null;
const popup = new Popup(await drawing);
door.addEventListener("opening", () => popup.desk.say(t("starting"), true));
place("again").onclick = () => void popup.read();
place("orders").onclick = () => openTab("orders.html");
place("settings").onclick = () => openTab("pairing.html");
if (last) {
  popup.desk.showRemembered(last);
  popup.answered = true;
}
await popup.show(answer);
