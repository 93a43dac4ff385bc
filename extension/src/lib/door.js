import { api } from "./browser.js";
import { readKey } from "./proof.js";
import { readPort, saveSettings } from "./settings.js";
import { Trouble } from "./trouble.js";

/** @typedef {import("../../types.js").Settings} Settings */

// The program that `whyclosed setup` has told the browser of: it starts the server and knows port and key.
const OPENER = "whyclosed.door";
const LEAVE = /** @type {chrome.permissions.Permissions} */ ({ permissions: ["nativeMessaging"] });

/** Tells those who wait that the program is being called: the first start takes a moment. `opened`: it has been. */
export const door = Object.assign(new EventTarget(), { opened: false });

/** Ask the user whether we may talk to the door opener. Only a press of a button may do that. */
export function askLeave() {
  return api.permissions.request(LEAVE);
}

/**
 * Have the server started where it does not run, and take port and key from the door opener.
 * @param {Settings} settings renewed and saved
 * @returns {Promise<boolean>} false without the user's leave: then nothing was done
 * @throws {Trouble}
 */
export async function openDoor(settings) {
  if (!(await api.permissions.contains(LEAVE))) {
    return false;
  }
  door.opened = true;
  door.dispatchEvent(new Event("opening"));
  const answer = await api.runtime.sendNativeMessage(OPENER, { port: settings.port, lang: api.i18n.getUILanguage() }).catch(notThere);
  const port = readPort(String(answer?.port));
  const key = typeof answer?.key === "string" ? readKey(answer.key) : null;
  if (port === null || key === null) {
    throw new Trouble("door_stuck", String(answer?.error ?? ""));
  }
  Object.assign(settings, { port, key });
  await saveSettings(settings);
  return true;
}

/**
 * The browser knows no such program, or it ended without a word.
 * @returns {never}
 */
function notThere() {
  throw new Trouble("not_joined");
}
