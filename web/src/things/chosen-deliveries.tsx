/** Dead letters that are chosen in a list and sent again together, one call for each. */

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Delivery } from "../api.ts";
import { post, Refusal } from "../client.ts";
import { useAct } from "../design/act.tsx";
import { Action, Button, useCanAct } from "../design/button.tsx";
import { useText } from "../messages/index.tsx";
import type { DeliveryRowProps } from "./delivery-row.tsx";

export interface Chosen {
  /** Those that can be chosen. */
  readonly dead: readonly string[];
  readonly ids: readonly string[];
  choose(ids: readonly string[]): void;
  choiceOf(delivery: Delivery): DeliveryRowProps["choice"];
}

/** What is no longer shown, or no longer dead, is not chosen any more. */
export function useChosen(rows: readonly Delivery[]): Chosen {
  const mayChoose = useCanAct("responder");
  const [wanted, setWanted] = useState<readonly string[]>([]);
  const dead = mayChoose ? rows.filter(({ state }) => state === "dead").map(({ id }) => id) : [];
  const ids = wanted.filter((id) => dead.includes(id));
  return {
    dead,
    ids,
    choose: setWanted,
    choiceOf({ id }) {
      if (!dead.includes(id)) return undefined;
      return { isChosen: ids.includes(id), choose: (isChosen) => setWanted(isChosen ? [...ids, id] : ids.filter((each) => each !== id)) };
    },
  };
}

export function ChosenBar({ chosen: { dead, ids, choose } }: { readonly chosen: Chosen }) {
  const text = useText();
  const client = useQueryClient();
  const sending = useAct(async () => {
    const sent = await sendEach(ids);
    choose([]);
    void client.invalidateQueries();
    return text.count("redrive.queued", sent);
  });
  if (dead.length === 0) return <div className="chosen-outcome">{sending.outcome}</div>;
  return (
    <div className="chosen">
      <label className="check">
        <input type="checkbox" checked={ids.length === dead.length} onChange={(event) => choose(event.target.checked ? dead : [])} />
        <span>{ids.length === 0 ? text("chosen.all") : text.count("chosen.count", ids.length)}</span>
      </label>
      {ids.length > 0 && (
        <>
          <Action needs="responder" disabled={sending.isBusy} onClick={() => sending.run()}>
            {text("chosen.send")}
          </Action>
          <Button look="quiet" onClick={() => choose([])}>
            {text("chosen.none")}
          </Button>
        </>
      )}
      {sending.outcome}
    </div>
  );
}

/** Returns how many were sent; one that is no dead letter any more is passed over. */
async function sendEach(ids: readonly string[]): Promise<number> {
  let sent = 0;
  for (const id of ids) {
    try {
      await post(`/deliveries/${encodeURIComponent(id)}/redrive`);
      sent += 1;
    } catch (error) {
      if (!(error instanceof Refusal && (error.status === 404 || error.status === 409))) throw error;
    }
  }
  return sent;
}
