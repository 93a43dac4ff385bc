import { svg } from "./dom.js";

/** @typedef {import("../../types.js").Tone} Tone */

/** @type {Record<Tone, string>} paths in a 24 × 24 field, drawn as lines */
const PATHS = {
  act: "M12 5v9M12 18.5v.5",
  decide: "M9 9.2a3 3 0 1 1 4.6 2.5c-1 .7-1.6 1.3-1.6 2.5M12 18v.5",
  wait: "M12 6v6l4 2.5",
  done: "M5 12.5l4.5 4.5L19 7.5",
};

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
