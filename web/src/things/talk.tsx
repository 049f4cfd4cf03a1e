/** Speaking to the visitor of a conversation: aloud through the avatar, or to the avatar alone. Shows what came of it. */

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { ConversationDetail, DeliveryDetail } from "../api.ts";
import { get, post } from "../client.ts";
import { useAct } from "../design/act.tsx";
import { Button, useCanAct } from "../design/button.tsx";
import { pathOf, To } from "../design/parts.tsx";
import { useText } from "../messages/index.tsx";

interface Wish {
  readonly text: string;
  readonly mode: "speak" | "whisper";
}

/** What an avatar says at once. */
const longest = 600;

export function Talk({ conversation: { id, can_talk } }: { readonly conversation: ConversationDetail }) {
  const text = useText();
  const mayTalk = useCanAct("responder");
  const [words, setWords] = useState("");
  const [delivery, setDelivery] = useState<string | null>();
  const saying = useAct<Wish>(async (wish) => {
    setDelivery(undefined);
    const answer = await post<{ delivery: string | null }>(`/sessions/${encodeURIComponent(id)}/say`, wish);
    setDelivery(answer.delivery);
    setWords("");
    return answer.delivery === null ? text("talk.taken") : undefined;
  });
  if (!can_talk || !mayTalk) return null;
  const isEmpty = words.trim() === "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isEmpty && !saying.isBusy) saying.run({ text: words, mode: "speak" });
  };
  return (
    <form className="talk" onSubmit={submit}>
      <label htmlFor="talk-text">{text("talk.label")}</label>
      <input id="talk-text" value={words} maxLength={longest} autoComplete="off" onChange={(event) => setWords(event.target.value)} />
      <div className="buttons">
        <Button look="strong" submits disabled={saying.isBusy || isEmpty}>
          {text("talk.speak")}
        </Button>
        <Button
          disabled={saying.isBusy || isEmpty}
          title={text("talk.whisper_why")}
          onClick={() => saying.run({ text: words, mode: "whisper" })}
        >
          {text("talk.whisper")}
        </Button>
        {saying.outcome}
        {delivery != null && <WhatCameOfIt delivery={delivery} />}
      </div>
    </form>
  );
}

/** The stream says when it has been tried. */
function WhatCameOfIt({ delivery: id }: { readonly delivery: string }) {
  const text = useText();
  const { data } = useQuery({
    queryKey: ["delivery", id],
    queryFn: ({ signal }) => get<DeliveryDetail>(`/deliveries/${encodeURIComponent(id)}`, {}, signal),
  });
  const state = data?.state === "delivered" ? "heard" : data?.state === "dead" ? "unheard" : "waiting";
  return (
    <p className="outcome" role="status">
      <span className={state === "unheard" ? "failure" : undefined}>{text(`talk.${state}`)}</span>{" "}
      {state === "unheard" && <span className="soft">{data?.detail}</span>} <To href={pathOf("deliveries", id)}>{text("talk.delivery")}</To>
    </p>
  );
}
