/** Doing something, and saying how it went. */

import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Refusal } from "../client.ts";
import { useText } from "../messages/index.tsx";

export interface Act<Input> {
  run(input: Input): void;
  readonly isBusy: boolean;
  /** How it went, for the place beside the button. */
  readonly outcome: ReactNode;
}

/** `work` returns what to say when it is done; undefined where the page shows it by itself. */
export function useAct<Input = void>(work: (input: Input) => Promise<ReactNode>): Act<Input> {
  const { mutate, isPending, data, error } = useMutation({ mutationFn: async (input: Input) => (await work(input)) ?? null });
  return {
    run: (input) => mutate(input),
    isBusy: isPending,
    outcome: (
      <div role="status" className="outcome">
        {error !== null ? <Failure error={error} /> : data}
      </div>
    ),
  };
}

/** What went wrong, with the id that people quote. */
export function Failure({ error }: { readonly error: unknown }) {
  const text = useText();
  const isRefusal = error instanceof Refusal;
  const words = isRefusal ? error.message : text("failure.away");
  return (
    <span className="failure">
      {words} {isRefusal && error.requestId !== undefined && <small>{text("failure.request", { id: error.requestId })}</small>}
    </span>
  );
}
