// How this installation of the program is called in a terminal, and whether only in its own folder. This is a clone's; `whyclosed setup` and the packing for
// the stores write it anew.
export const installation = { setup: "make connect", command: ".venv/bin/whyclosed", inFolder: true };
