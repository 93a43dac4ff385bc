import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { STATES, commandFor } from "../src/lib/state.js";

const source = fileURLToPath(new URL("../src/", import.meta.url));
const locales = readdirSync(`${source}_locales`);
/** @param {string} locale @returns {Record<string, {message: string, placeholders?: Record<string, object>}>} */
const load = (locale) => JSON.parse(readFileSync(`${source}_locales/${locale}/messages.json`, "utf8"));
const english = load("en");
/** @param {{placeholders?: object}} entry */
const names = (entry) => Object.keys(entry.placeholders ?? {}).sort();

for (const locale of locales) {
  const own = load(locale);

  test(`${locale} has the keys of en`, () => {
    assert.deepEqual(Object.keys(own).sort(), Object.keys(english).sort());
  });

  test(`${locale} has the placeholders of en, and uses each`, () => {
    for (const [key, entry] of Object.entries(own)) {
      assert.deepEqual(names(entry), names(english[key] ?? {}), key);
      const used = [...entry.message.matchAll(/\$(\w+)\$/g)].map(([, name]) => name?.toLowerCase());
      assert.deepEqual([...new Set(used)].sort(), names(entry), key);
      assert.ok(entry.message.trim(), `${key} is empty`);
    }
  });
}

const states = /** @type {(keyof typeof STATES)[]} */ (Object.keys(STATES));
const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) => /\.(js|html|json)$/.test(name));
const code = files
  .filter((name) => !name.startsWith("_locales"))
  .map((name) => readFileSync(source + name, "utf8"))
  .join("\n");
const computed = {
  state_: states.flatMap((name) => ["title", "text", "next"].map((part) => `state_${name}_${part}`)),
  type_: states.flatMap((name) => commandFor(name, 47291)?.lead ?? []),
  way_: [...new Set(Object.values(STATES).flat())].map((way) => `way_${way}`),
  origin_: ["page", "answer", "given", "derived", "assumed"].map((word) => `origin_${word}`),
  to_: ["seller", "support", "bank", "dispute_form", "aliexpress"].map((word) => `to_${word}`),
  role_: ["until", "from"].map((word) => `role_${word}`),
  short_: ["until", "from"].map((word) => `short_${word}`),
  title_: ["until", "from"].map((word) => `title_${word}`),
  due_: ["by", "until", "from"].map((word) => `due_${word}`),
  count_: ["act", "decide", "wait", "done"].map((word) => `count_${word}`),
  safe_: ["words", "numbers", "scripts", "pictures", "comments", "fields"].map((kind) => `safe_count_${kind}`),
  part_: Object.keys(english).filter((key) => key.startsWith("part_")),
};

test("what the stores show is not longer than they allow", () => {
  for (const locale of locales) {
    const { name, description } = load(locale);
    assert.ok(name && name.message.length <= 45, `${locale}: ${name?.message}`);
    assert.ok(description && description.message.length <= 132, `${locale}: ${description?.message}`);
  }
});

test("a state in which the browser may have started the program speaks of no terminal window to stop it in", () => {
  for (const locale of locales) {
    for (const [key, { message }] of Object.entries(load(locale))) {
      assert.doesNotMatch(message, /(Ctrl|Strg)[+-]/, `${locale} ${key}`);
    }
  }
});

test("a command of a clone is typed in its folder, and that is said once", () => {
  for (const name of states) {
    const typed = commandFor(name, 47291);
    if (typed) {
      assert.equal(typed.lead === "start_type", !typed.notes.includes("type_in_folder"), name);
    }
  }
});

test("every key that the code asks for exists", () => {
  const asked = [...code.matchAll(/(?:\bt\(|data-t(?:-label)?=|__MSG_)"?(\w+?)(?:"|__)/g)].map(([, key]) => key ?? "");
  for (const key of [...asked, ...Object.values(computed).flat()]) {
    assert.ok(key in english, key);
  }
});

test("every key is asked for", () => {
  const known = new Set(Object.values(computed).flat());
  for (const key of Object.keys(english)) {
    assert.ok(known.has(key) || new RegExp(`\\b${key}\\b`).test(code) || code.includes(`__MSG_${key}__`), key);
  }
});

test("each part of a state stands for itself; only what leads to a command or to steps ends in a colon", () => {
  const leads = new Set([...computed.type_, "state_no_key_text"]);
  for (const locale of locales) {
    for (const key of [...computed.state_, ...computed.type_]) {
      const { message } = load(locale)[key] ?? { message: "" };
      assert.equal(message.endsWith(":"), leads.has(key), `${locale} ${key}: ${message}`);
    }
  }
});

test("a command is that of this installation and its port", () => {
  assert.equal(commandFor("server_down", 47291)?.command, ".venv/bin/whyclosed serve");
  assert.equal(commandFor("server_down", 5000)?.command, ".venv/bin/whyclosed serve --port 5000");
  assert.equal(commandFor("silent", 47291)?.command, ".venv/bin/whyclosed serve --port 47301");
  assert.equal(commandFor("stranger", 65535)?.command, ".venv/bin/whyclosed serve --port 65525");
  assert.equal(commandFor("not_joined", 47291)?.command, "make connect");
  assert.equal(commandFor("other_version", 47291)?.command, "git pull\nmake connect");
  assert.equal(commandFor("busy", 47291), null);
});

test("the parts of an order's view are the parts that have a name", () => {
  const view = readFileSync(`${source}render/view.js`, "utf8");
  const block = view.slice(view.indexOf("const parts = {"), view.indexOf("};", view.indexOf("const parts = {")));
  const drawn = [...block.matchAll(/^ {4}(\w+):/gm)].map(([, name]) => `part_${name}`);
  assert.deepEqual(drawn.sort(), computed.part_.sort());
});
