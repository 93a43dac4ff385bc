import { button } from "../render/dom.js";
import { notice, panel } from "../render/panel.js";
import { start } from "../render/start.js";
import { backButton, orderView, rememberedView, reportList } from "../render/view.js";
import { askReport } from "./client.js";
import { askLeave } from "./door.js";
import { buyer, formatter } from "./format.js";
import { mannerOf, t } from "./i18n.js";
import { renewed } from "./sources.js";
import { Trouble } from "./trouble.js";

/** @typedef {import("../../types.js").Report} Report */
/** @typedef {import("../../types.js").Entry} Entry */
/** @typedef {import("../../types.js").Settings} Settings */
/** @typedef {import("../../types.js").Answers} Answers */
/** @typedef {import("../render/panel.js").Words} Words */
/** @typedef {Partial<Record<import("./state.js").Way, () => void>>} Ways */

/** @typedef {{screenshot?: () => void, readAgain?: () => void, belongs?: () => Element, safeCopy?: () => void, pack?: (withPage: boolean) => void, hasPage?: boolean}} TabActs */

const NO_ACTS = { screenshot: null, readAgain: null, belongs: null, safeCopy: null, pack: null, hasPage: false };

/**
 * The part of a page on which a report lies: it draws it, sends the buyer's answers, and says aloud what changed.
 */
export class Desk {
  /** @type {Report | null} */ report = null;
  /** @type {number | null} the order on view, null: the list */ chosen = null;
  /** @type {Set<string>} parts that stand open */ #open;
  /** @type {Promise<void>} answers go out one after the other */ #queue = Promise.resolve();

  /**
   * @param {object} place
   * @param {HTMLElement} place.main
   * @param {HTMLElement} place.live a live region
   * @param {Settings} place.settings
   * @param {string[]} place.open the parts that stand open at first
   * @param {(report: Report) => Promise<unknown>} place.keep remembers a report that has changed
   * @param {TabActs | null} [place.tab] what can be done with the order's tab
   * @param {Ways} [place.ways]
   */
  constructor({ main, live, settings, open, keep, tab = null, ways = {} }) {
    this.main = main;
    this.live = live;
    this.settings = settings;
    this.keep = keep;
    this.tab = tab;
    this.ways = ways;
    this.#open = new Set(open);
    this.format = formatter(mannerOf(), buyer().tz);
    main.addEventListener("toggle", (event) => this.#noteToggle(event), true);
  }

  /** @param {Event} event */
  #noteToggle({ target }) {
    const name = target instanceof HTMLDetailsElement ? target.dataset["part"] : undefined;
    if (name && target instanceof HTMLDetailsElement) {
      this.#open[target.open ? "add" : "delete"](name);
    }
  }

  /** @type {Entry | null} */
  get entry() {
    return (this.chosen !== null && this.report?.orders[this.chosen]) || null;
  }

  /**
   * Put a report on the desk.
   * @param {Report} report
   * @param {number | null} [chosen] which of its orders to open
   */
  show(report, chosen = report.orders.length === 1 ? 0 : null) {
    this.report = report;
    this.chosen = chosen;
    this.draw();
    this.say(this.entry?.diagnosis.headline ?? this.#title());
  }

  /**
   * Show what is remembered, until there is more.
   * @param {import("../../types.js").Remembered} remembered
   */
  showRemembered({ orders, as_of: asOf }) {
    this.#place([rememberedView(orders, asOf, this.format)]);
    this.say(this.#title());
  }

  #title() {
    return this.main.querySelector("h1")?.textContent ?? "";
  }

  /**
   * Draw what lies on the desk. The element that had the focus gets it back, and nothing scrolls.
   */
  draw() {
    const { report } = this;
    if (!report) {
      return;
    }
    const context = this.#context(report);
    const isOpen = (/** @type {string} */ name) => this.#open.has(name);
    const { entry } = this;
    const parts = entry
      ? [
          report.orders.length > 1 && backButton(() => this.#choose(null)),
          orderView(entry, report.unread, context, isOpen),
        ]
      : [reportList(report, context, (index) => this.#choose(index), isOpen)];
    this.#place(parts.filter((part) => part instanceof Element));
  }

  /** @param {number | null} index */
  #choose(index) {
    const left = this.chosen;
    this.chosen = index;
    this.draw();
    this.#scroll(0, 0);
    this.#focus(index === null ? `row-${left}` : "headline");
  }

  /** @param {Report} report */
  #context({ sources }) {
    return {
      sources,
      format: this.format,
      value: (/** @type {unknown} */ value) => this.#words(value),
      act: {
        answer: (/** @type {Answers} */ answers) => this.answer(answers),
        copy: (/** @type {string} */ text) => void this.#copy(text),
        ...NO_ACTS,
        ...this.tab,
      },
    };
  }

  /** @param {unknown} value @returns {string} */
  #words(value) {
    if (value === "unknown" || value === null) {
      return t(value === null ? "not_known" : "dont_know");
    }
    if (typeof value === "boolean") {
      return t(value ? "yes" : "no");
    }
    if (Array.isArray(value)) {
      return [...new Set(value.map((part) => this.#words(part)))].join(", ");
    }
    if (typeof value === "string" && /^\d{4}-\d\d-\d\d/.test(value)) {
      return this.format.when(value);
    }
    if (typeof value === "object") {
      return JSON.stringify(value);
    }
    const text = String(value).replaceAll("_", " ");
    return /^[A-Z ]+$/.test(text) ? text.toLowerCase() : text; // a class of events is no shout
  }

  /**
   * The buyer's answers on the open order are now these: ask for the report anew.
   * @param {Answers} answers
   */
  answer(answers) {
    const { chosen } = this;
    this.#queue = this.#queue.then(() => this.#send(chosen, answers));
  }

  /**
   * @param {number | null} chosen
   * @param {Answers} answers
   */
  async #send(chosen, answers) {
    const { report } = this;
    const entry = chosen === null ? null : report?.orders[chosen];
    if (!report || chosen === null || !entry) {
      return;
    }
    this.main.setAttribute("aria-busy", "true");
    try {
      const { order } = entry;
      const refined = await askReport(this.settings, "/answer", { order, answers, ...buyer() });
      const [first] = refined.orders;
      if (first) {
        this.report = renewed(report, chosen, refined);
        await this.keep(this.report);
        this.say(first.diagnosis.headline);
      }
      this.draw();
    } catch (error) {
      this.draw(); // back to what the server last knew
      this.notice(error);
    }
    this.main.removeAttribute("aria-busy");
  }

  /** @param {string} text */
  async #copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.say(t("copied"), true);
    } catch {
      this.say(t("not_copied"), true);
    }
  }

  /**
   * Nothing to show but what is the matter.
   * @param {unknown} error
   * @param {Words} [words]
   */
  fail(error, words) {
    this.report = null;
    const trouble = asTrouble(error);
    const { retry } = this.ways;
    const connect = retry && trouble.state === "no_key" ? () => void this.#connect(retry) : null;
    const guide = connect && start((text) => void this.#copy(text), connect);
    const shown = panel(trouble.state, this.ways, { ...this.#known(trouble.detail), ...words }, guide);
    this.#place([shown]);
    this.say(this.#title());
  }

  /** @param {string} detail @returns {Words} what is known here of a trouble besides its state */
  #known(detail) {
    return { detail, port: this.settings.port, copy: (text) => void this.#copy(text) };
  }

  /**
   * Ask for leave to have the program started; with it, try again.
   * @param {() => void} retry
   */
  async #connect(retry) {
    if (await askLeave()) {
      retry();
    } else {
      this.say(t("no_leave"), true);
    }
  }

  /**
   * Something went wrong, but what was known before stays in view.
   * @param {unknown} error
   */
  notice(error) {
    const { state, detail } = asTrouble(error);
    const close = button(t("close"), () => bar.remove(), { kind: "quiet" });
    const bar = notice(state, this.#known(detail), close);
    this.main.querySelector("[data-late]")?.remove();
    bar.dataset["late"] = "";
    this.main.append(bar);
    bar.scrollIntoView({ block: "nearest" });
    this.say(bar.querySelector("h2")?.textContent ?? "");
  }

  /**
   * Say something to those who do not see the page change; `seen`: to all.
   * @param {string} text
   * @param {boolean} [seen]
   */
  say(text, seen = false) {
    this.live.textContent = text;
    this.live.classList.toggle("unseen", !seen);
  }

  /** @param {Element[]} parts */
  #place(parts) {
    const focus = this.main.querySelector("[data-focus]:focus")?.getAttribute("data-focus");
    const { scrollTop } = this.main;
    const { scrollY } = window;
    this.main.removeAttribute("aria-busy");
    this.main.replaceChildren(...parts);
    this.#scroll(scrollTop, scrollY);
    if (focus) {
      this.#focus(focus);
    }
  }

  /**
   * In the popup the inner part scrolls, in a tab the page.
   * @param {number} inside
   * @param {number} page
   */
  #scroll(inside, page) {
    this.main.scrollTop = inside;
    window.scrollTo(0, page);
  }

  /** @param {string} name falls back to the headline where nothing of that name is left */
  #focus(name) {
    const target = (/** @type {string} */ wanted) => this.main.querySelector(`[data-focus="${CSS.escape(wanted)}"]`);
    const place = target(name) ?? target("headline");
    if (place instanceof HTMLElement) {
      place.focus({ preventScroll: true });
    }
  }
}

/** @param {unknown} error */
function asTrouble(error) {
  return error instanceof Trouble ? error : new Trouble("server_error", error instanceof Error ? error.name : "");
}
