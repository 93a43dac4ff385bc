/**
 * How this installation of the program is called in a terminal. This is a clone's; `whyclosed setup` and the packing for
 * the stores write it anew.
 * `update`: a line for each command, "" where nobody knows how the program was installed; `download`: one of them names
 * a file that has to be downloaded first; `inFolder`: all are typed in the program's own folder.
 */
export const installation = {
  setup: "make connect",
  command: ".venv/bin/whyclosed",
  update: "git pull\nmake connect",
  download: false,
  inFolder: true,
};
