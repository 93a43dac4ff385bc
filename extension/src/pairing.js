import { askLeave, openDoor } from "./lib/door.js";
import { hello } from "./lib/client.js";
import { localise, t } from "./lib/i18n.js";
import { installation } from "./lib/installation.js";
import { importKey, readKey } from "./lib/proof.js";
import { DEFAULT_PORT, loadSettings, readPort, saveSettings } from "./lib/settings.js";
import { commandFor } from "./lib/state.js";
import { Trouble } from "./lib/trouble.js";
import { start, typed } from "./render/start.js";

/** @param {string} id */
const field = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id));

localise(document);
document.title = t("pair_title");
const settings = await loadSettings();
field("port").value = String(settings.port);
field("port").placeholder = String(DEFAULT_PORT);
field("unpair").hidden = settings.key === null;
if (settings.key !== null) {
  field("key").placeholder = t("pair_has_key");
  tell(t("pair_has_key"), "good");
}

/**
 * @param {string} text
 * @param {"good" | "bad" | "busy"} mood
 */
function tell(text, mood) {
  const result = field("result");
  result.textContent = text;
  result.dataset["mood"] = mood;
}

/** @param {unknown} error */
function tellTrouble(error) {
  const { state, detail } = error instanceof Trouble ? error : new Trouble("server_error");
  const why = state === "door_stuck" && detail ? detail : t(`state_${state}_text`);
  const way = commandFor(state, settings.port);
  const lines = [t(`state_${state}_title`), why, ...(way ? [t(way.lead), way.command, ...way.notes.map((note) => t(note))] : []), t(`state_${state}_next`)];
  tell(lines.join("\n"), "bad");
}

/** With the user's leave the door opener starts the program and hands over its key. */
async function connect() {
  if (!(await askLeave())) {
    tell(t("no_leave"), "bad");
    return;
  }
  tell(t("starting"), "busy");
  try {
    await openDoor(settings);
  } catch (error) {
    tellTrouble(error);
    return;
  }
  done();
}

/** @param {string} text */
async function copy(text) {
  await navigator.clipboard.writeText(text).then(
    () => tell(t("copied"), "good"),
    () => tell(t("not_copied"), "bad"),
  );
}

function done() {
  field("key").value = "";
  field("key").placeholder = t("pair_has_key");
  field("port").value = String(settings.port);
  field("unpair").hidden = false;
  tell(t("pair_done"), "good");
}

/** Try the key with the server at once; it is saved only when both know each other. */
async function pair() {
  const given = field("key").value.trim();
  const key = given === "" ? settings.key : readKey(given);
  const port = readPort(field("port").value || String(DEFAULT_PORT));
  field("key").setAttribute("aria-invalid", String(key === null));
  field("port").setAttribute("aria-invalid", String(port === null));
  if (key === null || port === null) {
    tell(t(key === null ? "pair_bad_key" : "pair_bad_port"), "bad");
    field(key === null ? "key" : "port").focus();
    return;
  }
  tell(t("pair_trying"), "busy");
  try {
    await hello(port, await importKey(key));
  } catch (error) {
    tellTrouble(error);
    return;
  }
  await saveSettings({ port, key });
  Object.assign(settings, { port, key });
  done();
}

async function unpair() {
  settings.key = null;
  await saveSettings(settings);
  field("key").placeholder = "";
  field("unpair").hidden = true;
  tell(t("pair_removed"), "good");
}

field("serve").replaceChildren(typed(`${installation.command} serve`, (text) => void copy(text)));
field("in-folder").hidden = !installation.inFolder;
field("start").replaceChildren(start((text) => void copy(text), () => void connect()));
field("form").onsubmit = (event) => {
  event.preventDefault();
  void pair();
};
field("unpair").onclick = () => void unpair();
