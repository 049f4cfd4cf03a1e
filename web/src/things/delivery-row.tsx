import type { Attempt, Delivery, DeliveryState } from "../api.ts";
import { Moment, useClock } from "../design/moment.tsx";
import { Chip, type Mood, pathOf, To } from "../design/parts.tsx";
import { useLink } from "../live/link.tsx";
import { type Text, useText } from "../messages/index.tsx";

export const deliveryMoods: Readonly<Record<DeliveryState, Mood>> = {
  delivered: "good",
  waiting: "wait",
  sending: "wait",
  dead: "bad",
  left_out: "wait",
};

/** A delivery in a list, with why it is where it is. */
export interface DeliveryRowProps {
  readonly delivery: Delivery & { readonly last_attempt?: Attempt | null };
  readonly isNarrow?: boolean;
  /** Where it can be chosen among others. */
  readonly choice?: { readonly isChosen: boolean; choose(isChosen: boolean): void } | undefined;
}

export function DeliveryRow({ delivery, isNarrow = false, choice }: DeliveryRowProps) {
  const text = useText();
  const clock = useClock();
  const { id, to, rule, state, due_at, last_attempt: last } = delivery;
  const answer = last != null && state === "delivered" ? [text("delivery.took", { took: last.took_ms }), last.detail] : [];
  const isHeld = useHeld(delivery);
  const why = [isHeld ? text("delivery.held") : whyWords(delivery, text, clock), ...answer].filter((part) => part).join(" · ");
  const inside = (
    <>
      <span className="row-when">
        <Moment at={due_at} />
      </span>
      <span className="row-main">
        <span className="row-title">{to}</span>
        <span className="row-more">{[rule, why].filter((part) => part !== "").join(" · ")}</span>
      </span>
      <span className="row-chips">
        <Chip mood={deliveryMoods[state]}>{text(`delivery.state.${state}`)}</Chip>
      </span>
    </>
  );
  // What waits for an identity, or was left out, is no delivery yet: it has no page.
  const isOpenable = delivery.reason !== "no_identity";
  return (
    <li className={isNarrow ? "row narrow" : choice === undefined ? "row" : "row with-choice"}>
      {choice !== undefined && (
        <input
          type="checkbox"
          aria-label={text("delivery.choose", { to, at: clock.short(due_at) })}
          checked={choice.isChosen}
          onChange={(event) => choice.choose(event.target.checked)}
        />
      )}
      {isOpenable ? (
        <To href={pathOf("deliveries", id)} className="row-link">
          {inside}
        </To>
      ) : (
        <span className="row-link">{inside}</span>
      )}
    </li>
  );
}

/** Whether it waits for its destination, which waits for a person. */
function useHeld({ to, state }: Delivery): boolean {
  const { status } = useLink();
  return state === "waiting" && status?.sinks.some(({ name, paused }) => name === to && paused !== null) === true;
}

export function whyWords({ state, reason, detail, attempts, due_at }: Delivery, text: Text, clock: ReturnType<typeof useClock>): string {
  if (reason === "no_identity") return detail ?? "";
  const known = [reason, detail].filter((part) => part !== null && part !== "").join(": ");
  if (state === "waiting" && attempts > 0) return `${text("delivery.next", { at: clock.short(due_at) })} ${known}`.trim();
  if (state === "waiting") return known;
  return state === "dead" ? known : "";
}
