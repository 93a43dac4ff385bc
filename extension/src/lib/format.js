import { api } from "./browser.js";

/** @typedef {import("../../types.js").Money} Money */

const DAY = /^\d{4}-\d\d-\d\d$/;
const HAS_OFFSET = /(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Dates, times and money in the buyer's own manner.
 * @param {string} locale BCP 47
 * @param {string | undefined} zone IANA time zone or offset
 */
export function formatter(locale, zone) {
  const here = isKnown(zone) ? zone : undefined; // the browser's own clock, where it cannot tell an offset's
  /** @type {(options: Intl.DateTimeFormatOptions) => Intl.DateTimeFormat} */
  const date = (options) => new Intl.DateTimeFormat(locale, options);
  const day = date({ day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const shortDay = date({ day: "numeric", month: "short", timeZone: "UTC" });
  const weekday = date({ weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
  const weekdayInShort = date({ weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  const hour = date({ hour: "numeric", minute: "2-digit", timeZone: here });
  /** @type {Intl.DateTimeFormatOptions} */
  const full = { day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit" };
  const instant = date({ ...full, timeZone: here });
  const ownClock = date({ ...full, timeZone: "UTC" });
  const dayHere = new Intl.DateTimeFormat("sv-SE", { timeZone: here });

  /** @param {string} when a day stays the day it is, whatever the zone */
  const noon = (when) => new Date(`${when}T12:00:00Z`);

  /**
   * The buyer's calendar day of a date or time.
   * @param {string} when
   */
  const dayOf = (when) => (HAS_OFFSET.test(when) && !DAY.test(when) ? dayHere.format(new Date(when)) : when.slice(0, 10));

  /**
   * @param {string} when
   * @param {(when: string) => string} write
   */
  const orAsIs = (when, write) => {
    try {
      return write(when);
    } catch {
      return when; // no date we know: shown as it came
    }
  };

  return {
    dayOf,
    /** "12 Nov 2026", or with the time of day where there is one. @param {string} when */
    when: (when) =>
      orAsIs(when, (text) => {
        if (DAY.test(text)) {
          return day.format(noon(text));
        }
        return HAS_OFFSET.test(text) ? instant.format(new Date(text)) : ownClock.format(new Date(`${text}Z`));
      }),
    /** "12 Nov". @param {string} when */
    shortDay: (when) => orAsIs(when, (text) => shortDay.format(noon(dayOf(text)))),
    /** "Thursday 12 November". @param {string} when */
    weekday: (when) => orAsIs(when, (text) => weekday.format(noon(dayOf(text)))),
    /** "Thu 12 Nov". @param {string} when */
    dayInShort: (when) => orAsIs(when, (text) => weekdayInShort.format(noon(dayOf(text)))),
    /** The time of day of an instant. @param {string} when */
    hour: (when) => orAsIs(when, (text) => hour.format(new Date(text))),
    /** An amount; as printed where its currency is not certain. @param {Money} money */
    money: ({ amount, currency, raw }) =>
      currency === null
        ? raw
        : orAsIs(amount, (text) =>
            new Intl.NumberFormat(locale, { style: "currency", currency }).format(/** @type {any} */ (text)),
          ),
  };
}

/** @typedef {ReturnType<typeof formatter>} Format */

/** @param {string | undefined} zone whether this browser can tell the time there */
function isKnown(zone) {
  try {
    return Boolean(zone && new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false; // a RangeError
  }
}

/** The offset of this computer's clock: "+05:30". */
function offset() {
  const east = -new Date().getTimezoneOffset(); // minutes
  const two = (/** @type {number} */ part) => String(Math.floor(part)).padStart(2, "0");
  return `${east < 0 ? "-" : "+"}${two(Math.abs(east) / 60)}:${two(Math.abs(east) % 60)}`;
}

/** The buyer's own, as the browser knows them; it goes with every request. Some browsers cannot name the system's zone. */
export function buyer() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const named = zone !== "Etc/Unknown" && isKnown(zone);
  return { lang: api.i18n.getUILanguage(), tz: named ? zone : offset() };
}
