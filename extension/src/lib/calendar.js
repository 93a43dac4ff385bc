import { ask } from "./client.js";
import { save } from "./download.js";
import { buyer } from "./format.js";
import { Trouble } from "./trouble.js";

/**
 * Save the deadlines of one order, or of all, as a calendar file.
 * @param {import("../../types.js").Settings} settings
 * @param {string | null} orderId null: all remembered orders
 */
export async function saveCalendar(settings, orderId) {
  const { ics } = await ask(settings, "/calendar", { ...buyer(), ...(orderId !== null && { order_id: orderId }) });
  if (typeof ics !== "string") {
    throw new Trouble("other_version");
  }
  save(new Blob([ics], { type: "text/calendar" }), `whyclosed-${orderId ?? "orders"}.ics`);
}
