// Renders src/icons/icon.svg to the PNG sizes that the browsers ask for: node icons.mjs [path of Chromium]
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const icons = fileURLToPath(new URL("src/icons/", import.meta.url));
const chromium = process.argv[2] ?? "/usr/bin/chromium";
const sizes = [16, 32, 48, 128];
const picture = readFileSync(join(icons, "icon.svg"), "base64");
const workshop = mkdtempSync(join(tmpdir(), "icons-"));
const page = join(workshop, "icon.html");
const draw = `onload = () => {
  for (const size of ${JSON.stringify(sizes)}) {
    const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
    canvas.getContext("2d").drawImage(document.images[0], 0, 0, size, size);
    document.body.append(canvas.toDataURL() + ";");
  }
};`;
writeFileSync(page, `<img src="data:image/svg+xml;base64,${picture}"><script>${draw}</script>`);
const quiet = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"];
const args = [...quiet, `--user-data-dir=${workshop}/profile`, "--virtual-time-budget=2000", "--dump-dom", `file://${page}`];
const drawn = execFileSync(chromium, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
for (const [index, [, png]] of [...drawn.matchAll(/data:image\/png;base64,([^;]+);/g)].entries()) {
  writeFileSync(join(icons, `icon-${sizes[index]}.png`), Buffer.from(png ?? "", "base64"));
}
rmSync(workshop, { recursive: true });
