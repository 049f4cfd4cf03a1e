/** Reports. The relay stores each as an event of its own, so it is queued once, however many replicas have composed it. */

import type { DeliveryId, Message } from "../../core/delivery.ts";
import type { Event } from "../../core/event.ts";
import { type ReportOrder, reportOrderOf, reportType } from "../../core/insights/report.ts";
import type { RuleTrace } from "../../core/rule.ts";
import { type Context, type Feature, nothing } from "./feature.ts";
import { subscriptionKeys, type Unsubscribed, unsubscribedOf } from "./suppression/unsubscribes.ts";

export const reports: Feature = {
  name: "reports",
  sharedKeys({ event }, program) {
    const order = orderIn(event);
    return order === undefined ? [] : subscriptionKeys(program, listOf(order));
  },
  onEvent(context) {
    const order = orderIn(context.input.event);
    if (order === undefined) return undefined;
    const unsubscribed = unsubscribedOf(context.program, listOf(order), context.unit);
    const parts = order.to.map((to) => ({ to, messages: messagesFor(to, order, unsubscribed, context) }));
    const messages = parts.flatMap((part) => part.messages ?? []);
    const missing = parts.filter((part) => part.messages === undefined).map(({ to }) => to);
    return {
      output: { ...nothing, messages, traces: tracesOf(order, { sent: messages.length, missing, unsubscribed: unsubscribed.count }) },
      isLast: true,
    };
  },
};

function orderIn({ type, source, data }: Event): ReportOrder | undefined {
  return type === reportType && source === "relay" ? reportOrderOf(data) : undefined;
}

/** Recipients can unsubscribe from it as from a rule. */
function listOf({ name, to }: ReportOrder) {
  return { id: name, actions: to.map((each) => ({ to: each })) };
}

/** Undefined where the destination is no longer in the file, or carries no reports any more. */
function messagesFor(
  to: string,
  order: ReportOrder,
  unsubscribed: Unsubscribed,
  { program, input: { event } }: Context,
): readonly Message[] | undefined {
  const rendered = program.destinations.get(to)?.report?.(order.report);
  return rendered
    ?.filter(({ recipient }) => !unsubscribed.has(to, recipient, false))
    .map(({ recipient, body, thread }) => ({
      id: program.digest(`${event.id}\nreport\n${to}\n${recipient}`) as DeliveryId, // the shape that DeliveryId's comment describes
      event: event.id,
      rule: order.name,
      to,
      body,
      thread,
      urgent: false,
      dueAt: event.receivedAt,
    }));
}

interface Queued {
  readonly sent: number;
  readonly missing: readonly string[];
  readonly unsubscribed: number;
}

function tracesOf({ name }: ReportOrder, { sent, missing, unsubscribed }: Queued): readonly RuleTrace[] {
  const because = [{ condition: "reports", text: "a report was due" }];
  return [
    { rule: name, held: true, because, facts: {}, sent, ...(unsubscribed > 0 && { unsubscribed }) },
    ...missing.map((to): RuleTrace => ({ rule: name, held: "error", error: `the destination ${to} carries no reports` })),
  ];
}
