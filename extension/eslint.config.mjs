import globals from "globals";

export default [
  { ignores: ["node_modules/", "dist/"] },
  {
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module" },
    rules: {
      "no-undef": "error",
      "no-unused-vars": "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-shadow": "error",
      "no-fallthrough": "error",
      "no-unreachable": "error",
      "no-promise-executor-return": "error",
      "require-atomic-updates": "error",
      "no-console": "error",
      eqeqeq: "error",
      curly: "error",
      complexity: ["error", 12],
      "max-lines": ["error", 300],
      // Text from the server or from a page is put on the screen as text and never as markup.
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML", "setHTMLUnsafe", "write", "writeln"].map((property) => ({
          property,
          message: "Create nodes and set textContent.",
        })),
      ],
    },
  },
  { files: ["src/**/*.js"], languageOptions: { globals: { ...globals.browser, chrome: "readonly" } } },
  {
    // The one place that reads a page's markup; it is sent, never shown.
    files: ["src/lib/capture.js"],
    rules: { "no-restricted-properties": "off" },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: { globals: globals.node },
    rules: { "no-console": "off" },
  },
];
