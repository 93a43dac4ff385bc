import { svg } from "./dom.js";

/** @typedef {"good" | "act" | "wait" | "stop" | "ask"} Tone */

/** @type {Record<string, Tone>} how an answer looks; a route that is not named here asks the buyer to look closer */
const TONES = {
  automatic: "good",
  finished: "good",
  dispute: "act",
  contact_seller: "act",
  ask_support: "act",
  ask_bank: "act",
  wait_seller: "wait",
  wait_new_tracking: "wait",
  wait_shipping: "wait",
  wait_delivery: "wait",
  in_dispute: "wait",
  no_refund_due: "stop",
  window_closed: "stop",
};

/** @type {Record<Tone, string>} paths in a 24 × 24 field, drawn as lines */
const PATHS = {
  good: "M5 12.5l4.5 4.5L19 7.5",
  act: "M12 5v9M12 18.5v.5",
  wait: "M12 6v6l4 2.5",
  stop: "M6 12h12",
  ask: "M9 9.2a3 3 0 1 1 4.6 2.5c-1 .7-1.6 1.3-1.6 2.5M12 18v.5",
};

/**
 * @param {import("../../types.js").Diagnosis} diagnosis
 * @returns {Tone}
 */
export function toneOf({ route, tone: asks }) {
  const tone = TONES[route] ?? "ask";
  return tone === "wait" && asks === "act" ? "act" : tone; // a dispute that waits for the buyer
}

/**
 * A round sign for a tone. It repeats what the words beside it say, so it is hidden from screen readers.
 * @param {Tone} tone
 */
export function sign(tone) {
  return svg(
    "svg",
    { class: "sign", "data-tone": tone, viewBox: "0 0 24 24", "aria-hidden": "true" },
    svg("circle", { cx: "12", cy: "12", r: "11" }),
    svg("path", { d: PATHS[tone] }),
  );
}
