import { api } from "./lib/browser.js";
import { Desk } from "./lib/desk.js";
import { fetchHanded } from "./lib/handover.js";
import { localise, t } from "./lib/i18n.js";
import { saveCopy, scrub } from "./lib/passing.js";
import { loadSettings } from "./lib/settings.js";
import { copyView, noCopy } from "./render/copy.js";
import { el } from "./render/dom.js";

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

localise(document);
document.title = t("safe_title");
const settings = await loadSettings();
/** @type {import("./lib/passing.js").Given | null} */
const given = /** @type {any} */ (await fetchHanded(location.hash.slice(1)));

const desk = new Desk({
  main: place("copy"),
  live: place("live"),
  settings,
  open: [],
  keep: async () => undefined,
  ways: { retry: () => void make(), pair: () => void api.runtime.openOptionsPage() },
});

async function make() {
  if (given === null) {
    show(el("p", {}, t("safe_gone")));
    return;
  }
  place("copy").setAttribute("aria-busy", "true");
  desk.say(t("safe_making"), true);
  try {
    const { safe, problem, fields } = await scrub(settings, given);
    if (safe) {
      show(copyView(safe, keep(safe)));
      desk.say(t("safe_ready"));
    } else if (problem) {
      show(noCopy(problem, fields));
      desk.say(problem.message);
    }
  } catch (error) {
    desk.fail(error);
  }
}

/** @param {import("./lib/passing.js").Safe} safe */
const keep = (safe) => () => {
  saveCopy(safe);
  desk.say(t("safe_saved"), true);
};

/** @param {Element} content */
function show(content) {
  place("copy").replaceChildren(content);
  place("copy").removeAttribute("aria-busy");
}

await make();
