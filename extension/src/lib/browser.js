/** The browser's extension interface: Firefox calls it `browser`, Chromium `chrome`; both answer with promises. */
export const api = /** @type {typeof chrome} */ (Reflect.get(globalThis, "browser") ?? Reflect.get(globalThis, "chrome"));
