import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../src/", import.meta.url));
const manifest = JSON.parse(readFileSync(`${source}manifest.json`, "utf8"));

test("the permissions are these three and no more", () => {
  assert.deepEqual(manifest.permissions, ["activeTab", "scripting", "storage"]);
  assert.deepEqual(manifest.optional_permissions, ["nativeMessaging"], "asked for when Connect is pressed");
});

test("the manifest has these keys and no other", () => {
  assert.deepEqual(Object.keys(manifest).sort(), [
    "action",
    "browser_specific_settings",
    "content_security_policy",
    "default_locale",
    "description",
    "icons",
    "key",
    "manifest_version",
    "minimum_chrome_version",
    "name",
    "optional_permissions",
    "options_ui",
    "permissions",
    "short_name",
    "version",
  ]);
});

test("extension pages load their own files and speak to this computer only", () => {
  assert.deepEqual(manifest.content_security_policy, {
    extension_pages:
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src http://127.0.0.1:*; " +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  });
});

test("no page has a script or a style of its own, or anything from elsewhere", () => {
  const pages = readdirSync(source).filter((name) => name.endsWith(".html"));
  assert.deepEqual(pages.sort(), ["orders.html", "pairing.html", "popup.html", "report.html", "safe.html", "saved.html"]);
  for (const page of pages) {
    const html = readFileSync(source + page, "utf8");
    assert.doesNotMatch(html, /<script(?![^>]*\bsrc="\w+\.js")|<style|\bon\w+=|style=|https?:/i, page);
  }
});

test("the popup loads ahead exactly the modules that read the page", () => {
  /** @type {Set<string>} */
  const needed = new Set();
  const follow = (/** @type {string} */ file) => {
    for (const [, path] of readFileSync(source + file, "utf8").matchAll(/^import [^;]*?from "(\.[^"]+)";$/gms)) {
      const module = normalize(join(dirname(file), path ?? ""));
      if (!needed.has(module)) {
        needed.add(module);
        follow(module);
      }
    }
  };
  follow("click.js");
  const ahead = [...readFileSync(`${source}popup.html`, "utf8").matchAll(/"modulepreload" href="([^"]+)"/g)];
  assert.deepEqual(ahead.map(([, path]) => path).sort(), [...needed].sort());
});

test("every place that a page's script asks for by its id is in the page", () => {
  for (const page of readdirSync(source).filter((name) => name.endsWith(".html"))) {
    const html = readFileSync(source + page, "utf8");
    const script = readFileSync(source + page.replace(".html", ".js"), "utf8");
    for (const [, id] of script.matchAll(/\b(?:place|field)\("([\w-]+)"\)/g)) {
      assert.ok(html.includes(`id="${id}"`), `${page}: ${id}`);
    }
  }
});
