/** @typedef {import("../../types.js").Entry} Entry */
/** @typedef {import("../../types.js").Glance} Glance */

/**
 * The answer at a glance: what the first screen and a row of a list show. Small enough to be remembered.
 * @param {Entry} entry
 * @returns {Glance}
 */
export function glanceOf({ order, diagnosis }) {
  const { verdict, summary, tone, next, money, page_says } = diagnosis;
  return {
    order_id: order.order_id,
    label: order.status?.label ?? null,
    title: order.items[0]?.title ?? null,
    url: order.pages.find(({ kind }) => kind === "order_detail")?.url ?? null,
    ...{ verdict, summary, tone, next, money, page_says },
  };
}
