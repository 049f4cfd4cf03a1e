/** A message as it would look where it arrives. Everything in it is text; what would be a link or a button is drawn as one. */

import type { SimulatedMessage } from "../api.ts";
import { Moment } from "../design/moment.tsx";
import { Chip, Notice, Source } from "../design/parts.tsx";
import { useText } from "../messages/index.tsx";
import { SlackBlocks } from "./slack-blocks.tsx";

export function MessageCard({ message }: { readonly message: SimulatedMessage }) {
  const text = useText();
  const { to, type, rule, mode, due_at, problem } = message;
  return (
    <div className="arrival">
      <p className="lead-facts">
        <strong>{to}</strong> <small>{type}</small> <Chip mood="accent">{rule}</Chip>
        {mode !== "new" && <Chip>{text(mode === "append" ? "try.appended" : "try.updated")}</Chip>}
        <small>
          <Moment at={due_at} />
        </small>
      </p>
      {problem !== null && <Notice mood="bad">{problem}</Notice>}
      <Look message={message} />
    </div>
  );
}

function Look({ message: { look } }: { readonly message: SimulatedMessage }) {
  const text = useText();
  switch (look.kind) {
    case "slack":
      return (
        <div className="look slack">
          <small>{look.channel}</small>
          <SlackBlocks blocks={[...look.blocks, ...look.attachments.flatMap(({ blocks = [] }) => blocks)]} otherwise={look.text} />
        </div>
      );
    case "email":
      return (
        <div className="look">
          <p>
            <small>{text("try.mail_to", { to: [look.to].flat().map(String).join(", ") })}</small>
          </p>
          <p>
            <strong>{look.subject}</strong>
          </p>
          <p className="said">{look.text}</p>
        </div>
      );
    case "http":
      return (
        <Source>{[`${look.method} ${look.url}`, ...headerLines(look.headers), "", JSON.stringify(look.json, null, 2)].join("\n")}</Source>
      );
    case "other":
      return <Source>{JSON.stringify(look.body, null, 2)}</Source>;
    default:
      return look satisfies never;
  }
}

function headerLines(headers: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
}
