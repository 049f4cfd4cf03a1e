/** What a person can do with a conversation. */

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import type { ConversationDetail } from "../api.ts";
import { post } from "../client.ts";
import { useAct } from "../design/act.tsx";
import { Action, Button } from "../design/button.tsx";
import { Copy } from "../design/copy.tsx";
import { Ask, Dialog } from "../design/dialog.tsx";
import { Source } from "../design/parts.tsx";
import { useText } from "../messages/index.tsx";
import { ruleTestOf } from "./rule-test.ts";

export function ConversationActions({ conversation }: { readonly conversation: ConversationDetail }) {
  return (
    <>
      <WriteTest conversation={conversation} />
      <Forget conversation={conversation} />
    </>
  );
}

function WriteTest({ conversation }: { readonly conversation: ConversationDetail }) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const yaml = isOpen ? ruleTestOf(conversation) : "";
  return (
    <>
      <Button onClick={() => setOpen(true)}>{text("session.write_test")}</Button>
      <Dialog title={text("session.write_test")} isOpen={isOpen} close={() => setOpen(false)} wide>
        <p>{text("session.write_test_lead")}</p>
        <Source label={text("session.write_test")}>{yaml}</Source>
        <div className="dialog-buttons">
          <Button look="quiet" onClick={() => setOpen(false)}>
            {text("close")}
          </Button>
          <Copy value={yaml} label={text("copy")} look="strong" />
        </div>
      </Dialog>
    </>
  );
}

type Counts = Readonly<Record<string, unknown>>;

/** Counts first, then asks: nothing of it comes back. */
function Forget({ conversation: { session } }: { readonly conversation: ConversationDetail }) {
  const text = useText();
  const client = useQueryClient();
  const [, go] = useLocation();
  const [counts, setCounts] = useState<Counts>();
  const wanted = { session };
  const counting = useAct(async () => {
    setCounts(await post<Counts>("/forget", { ...wanted, dry_run: true }));
    return undefined;
  });
  const forgetting = useAct(async () => {
    await post<Counts>("/forget", wanted);
    setCounts(undefined);
    client.removeQueries({ queryKey: ["session"] });
    go("/sessions");
    return undefined;
  });
  const found = Object.entries(counts ?? {}).filter((entry): entry is [string, number] => typeof entry[1] === "number" && entry[1] > 0);
  return (
    <>
      <Action needs="admin" look="quiet" disabled={counting.isBusy} onClick={() => counting.run()}>
        {text("session.forget")}
      </Action>
      {counting.outcome}
      <Ask
        title={text("session.forget_title")}
        isOpen={counts !== undefined}
        close={() => setCounts(undefined)}
        yes={text("session.forget_yes")}
        look="danger"
        isBusy={forgetting.isBusy}
        onYes={() => forgetting.run()}
      >
        <p>{text("session.forget_lead")}</p>
        <ul className="plain-list">
          {found.map(([what, many]) => (
            <li key={what}>
              {many.toLocaleString(text.language)} {what}
            </li>
          ))}
        </ul>
        {forgetting.outcome}
      </Ask>
    </>
  );
}
