/**
 * @typedef {Node | string | null | false | undefined} Child what is missing is left out
 * @typedef {Record<string, string | boolean | ((event: any) => void)>} Props
 */

/**
 * A new element. Properties named `on…` listen; true sets an empty attribute, false none; every text is a text node.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Props} [props]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, props = {}, ...children) {
  return dress(document.createElement(tag), props, children);
}

/**
 * The same for a part of a picture.
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Props} [props]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function svg(tag, props = {}, ...children) {
  return dress(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

/**
 * @template {Element} E
 * @param {E} element
 * @param {Props} props
 * @param {Child[]} children
 * @returns {E}
 */
function dress(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value);
    } else if (value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * An element with a text of the server or of a page in it: it is written in the direction of its own letters.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} text
 * @param {Props} [props]
 */
export function said(tag, text, props = {}) {
  return el(tag, { dir: "auto", ...props }, text);
}

/**
 * A list of texts, or nothing where there are none. A list's own direction is the page's, so
 * that its marks stand on one side; each text has that of its own letters.
 * @param {(Child[])} items
 * @param {Props} [props]
 * @returns {HTMLUListElement | null}
 */
export function list(items, props = {}) {
  return items.length > 0 ? el("ul", props, ...items.map((item) => el("li", {}, typeof item === "string" ? said("span", item) : item))) : null;
}

/**
 * A button. `focus` is the name by which it is found again after the view was drawn anew.
 * @param {string} text
 * @param {() => void} act
 * @param {{focus?: string, kind?: "main" | "plain" | "quiet", label?: string}} [look]
 */
export function button(text, act, { focus = "", kind = "plain", label = "" } = {}) {
  const props = { type: "button", class: `button ${kind}`, dir: "auto", onclick: act };
  return el("button", { ...props, ...(focus && { "data-focus": focus }), ...(label && { "aria-label": label }) }, text);
}
