/** Sending dead letters again: counted first, then asked, and taken back while they wait. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Stats } from "../api.ts";
import { get, post } from "../client.ts";
import { useAct } from "../design/act.tsx";
import { Action, Button } from "../design/button.tsx";
import { Ask } from "../design/dialog.tsx";
import { useText } from "../messages/index.tsx";

export function Redrive({ to, rule }: { readonly to: string; readonly rule: string }) {
  const text = useText();
  const client = useQueryClient();
  const { data: stats } = useQuery({ queryKey: ["stats"], queryFn: ({ signal }) => get<Stats>("/stats", {}, signal) });
  const [matched, setMatched] = useState<number>();
  const wanted = { state: "dead", ...(to === "" ? {} : { to }), ...(rule === "" ? {} : { rule }) };
  const counting = useAct(async () => {
    const counts = await post<{ matched: number }>("/redrive", { ...wanted, dry_run: true });
    if (counts.matched === 0) return text("redrive.none");
    setMatched(counts.matched);
    return undefined;
  });
  const stopping = useAct(async () => {
    const { stopped } = await post<{ stopped: number }>("/redrive/stop");
    sending.forget();
    return text.count("redrive.stopped", stopped);
  });
  const sending = useSending(async (options: Options) => {
    const pace = options.isSlow ? { rate: 1 } : {};
    const { queued } = await post<{ queued: number }>("/redrive", { ...wanted, ...pace, new_key: options.isNewKey });
    setMatched(undefined);
    void client.invalidateQueries();
    return queued;
  });
  const hasDead = stats !== undefined && stats.deliveries.dead > 0;
  return (
    <div className="redrive">
      {hasDead && (
        <Action needs="admin" disabled={counting.isBusy} onClick={() => counting.run()}>
          {text("redrive.open")}
        </Action>
      )}
      {counting.outcome}
      {sending.queued !== undefined && (
        <p className="outcome" role="status">
          {text.count("redrive.queued", sending.queued)} <Button onClick={() => stopping.run()}>{text("redrive.stop")}</Button>
        </p>
      )}
      {stopping.outcome}
      <Question
        matched={matched}
        to={to}
        rule={rule}
        close={() => setMatched(undefined)}
        send={sending.run}
        isBusy={sending.isBusy}
        outcome={sending.outcome}
      />
    </div>
  );
}

interface Options {
  readonly isSlow: boolean;
  readonly isNewKey: boolean;
}

/** How many were queued last, until they are taken back. */
function useSending(work: (options: Options) => Promise<number>) {
  const [queued, setQueued] = useState<number>();
  const act = useAct<Options>(async (options) => {
    setQueued(await work(options));
    return undefined;
  });
  return { ...act, queued, forget: () => setQueued(undefined) };
}

interface QuestionProps {
  readonly matched: number | undefined;
  readonly to: string;
  readonly rule: string;
  readonly close: () => void;
  readonly send: (options: Options) => void;
  readonly isBusy: boolean;
  readonly outcome: React.ReactNode;
}

function Question({ matched, to, rule, close, send, isBusy, outcome }: QuestionProps) {
  const text = useText();
  const [isSlow, setSlow] = useState(true);
  const [isNewKey, setNewKey] = useState(false);
  const count = matched ?? 0;
  return (
    <Ask
      title={text("redrive.title")}
      isOpen={matched !== undefined}
      close={close}
      yes={text("redrive.yes", { count })}
      no={text("redrive.no")}
      isBusy={isBusy}
      onYes={() => send({ isSlow, isNewKey })}
    >
      <p>
        {text.count("redrive.matched", count)} {to !== "" && text("redrive.to", { to })} {rule !== "" && text("redrive.of", { rule })}
      </p>
      <label className="check">
        <input type="checkbox" checked={isSlow} onChange={(event) => setSlow(event.target.checked)} />
        <span>
          {text("redrive.slow")}
          <small>{text("redrive.slow_why")}</small>
        </span>
      </label>
      <label className="check">
        <input type="checkbox" checked={isNewKey} onChange={(event) => setNewKey(event.target.checked)} />
        <span>
          {text("redrive.new_key")}
          <small>{text("redrive.new_key_why")}</small>
        </span>
      </label>
      {outcome}
    </Ask>
  );
}
