import { safeLink } from "../lib/hosts.js";
import { t } from "../lib/i18n.js";
import { el, said } from "./dom.js";
import { sign } from "./icons.js";

/** @typedef {import("../../types.js").Glance} Glance */
/** @typedef {import("../lib/format.js").Format} Format */

/**
 * The first screen: what to do, how much comes back, by when, and the page's own sentence. All of it is the server's.
 * @param {Glance} glance
 * @param {Format} format
 * @returns {Element[]}
 */
export function firstScreen(glance, format) {
  const { verdict, summary, tone, money, next, page_says: says } = glance;
  return [
    el(
      "header",
      { class: "verdict", "data-tone": tone },
      sign(tone),
      el(
        "div",
        {},
        said("h1", verdict, { tabindex: "-1", "data-focus": "headline", elementtiming: "answer" }),
        said("p", summary, { class: "summary" }),
        el("p", { class: "which fine" }, ...which(glance)),
      ),
    ),
    el("div", { class: "cards" }, moneyCard(money, next, format), next && dayCard(next, format)),
    ...(says === null
      ? []
      : [el("figure", { class: "says" }, el("figcaption", { class: "fine" }, t("page_says")), said("q", says))]),
  ];
}

/** @param {Glance} glance */
function which({ order_id: id, url, label }) {
  const name = id === null ? t("order_without_id") : t("order_named", id);
  const link = safeLink(url);
  return [
    link ? el("a", { href: link, target: "_blank", rel: "noreferrer" }, el("bdi", {}, name)) : el("bdi", {}, name),
    label !== null && " · ",
    label !== null && said("span", label),
  ];
}

/**
 * How much comes back; by when, where that is not the answer's one date.
 * @param {Glance["money"]} money
 * @param {Glance["next"]} next
 * @param {Format} format
 */
function moneyCard({ amount, text, expected_by: by }, next, format) {
  return card(
    "money",
    t("card_money"),
    amount && el("p", { class: "big" }, el("bdi", {}, format.money(amount))),
    said("p", text, amount ? { class: "fine" } : {}),
    by !== null && by.slice(0, 10) !== next?.on && el("p", { class: "fine" }, t("expected_by", format.when(by))),
  );
}

/**
 * @param {NonNullable<Glance["next"]>} next
 * @param {Format} format
 */
function dayCard({ role, on, at, text, basis }, format) {
  return card(
    "day",
    t(`role_${role}`),
    el("p", { class: "big" }, format.dayInShort(on), at !== null && " ", at !== null && el("span", { class: "hour" }, format.hour(at))),
    el("p", { class: "fine" }, said("span", text), basis === "computed" && ` (${t("computed")})`),
  );
}

/**
 * @param {string} name
 * @param {string} title
 * @param {...import("./dom.js").Child} content
 */
function card(name, title, ...content) {
  return el("section", { class: `card ${name}` }, el("h2", {}, title), ...content);
}
