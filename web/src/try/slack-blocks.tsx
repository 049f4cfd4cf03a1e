/** Slack's blocks, as far as the relay sends them (docs.slack.dev, "Block Kit"). What is unknown shows its text. */

import type { ReactNode } from "react";

interface Block {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly elements?: unknown;
  readonly fields?: unknown;
  readonly accessory?: unknown;
  readonly style?: unknown;
  readonly url?: unknown;
}

export function SlackBlocks({ blocks, otherwise }: { readonly blocks: readonly unknown[]; readonly otherwise: string }) {
  if (blocks.length === 0) return <p className="said">{otherwise}</p>;
  return <>{drawn(blocks)}</>;
}

function drawn(parts: readonly unknown[]): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a message keep their order
  return parts.map((part, index) => <Part key={index} part={asBlock(part)} />);
}

function Part({ part }: { readonly part: Block }) {
  switch (part.type) {
    case "header":
      return (
        <p>
          <strong>{textOf(part)}</strong>
        </p>
      );
    case "divider":
      return <hr />;
    case "actions":
      return <div className="buttons">{drawn(listOf(part.elements))}</div>;
    case "button":
      return <span className="slack-button">{textOf(part)}</span>;
    case "context":
      return <p className="aside">{drawn(listOf(part.elements))}</p>;
    case "rich_text_quote":
      return <blockquote>{drawn(listOf(part.elements))}</blockquote>;
    case "rich_text":
    case "rich_text_list":
      return <div>{drawn(listOf(part.elements))}</div>;
    case "rich_text_section":
    case "rich_text_preformatted":
      return <p className="said">{drawn(listOf(part.elements))}</p>;
    case "section":
      return (
        <div>
          {textOf(part) !== "" && <p className="said">{textOf(part)}</p>}
          <Fields fields={listOf(part.fields)} />
          {part.accessory === undefined ? null : <Part part={asBlock(part.accessory)} />}
        </div>
      );
    default:
      return <Inline part={part} />;
  }
}

/** Two beside each other, as Slack shows them. */
function Fields({ fields }: { readonly fields: readonly unknown[] }) {
  return fields.length === 0 ? null : <div className="slack-fields">{drawn(fields)}</div>;
}

function Inline({ part }: { readonly part: Block }) {
  const words = textOf(part) || (typeof part.url === "string" ? part.url : "");
  const { bold = false } = asStyle(part.style);
  if (part.type === "link") return <span className="slack-link">{words}</span>;
  return bold === true ? <strong>{words}</strong> : <span>{words} </span>;
}

function textOf({ text }: Block): string {
  if (typeof text === "string") return plain(text);
  return text === undefined || text === null ? "" : textOf(asBlock(text));
}

/** Of dates and links in Slack's markup the words that people read. */
function plain(text: string): string {
  const words = text.replace(/<[^|<>]*\|([^<>]*)>/g, "$1");
  return words.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function asBlock(part: unknown): Block {
  return typeof part === "object" && part !== null ? part : {};
}

function asStyle(style: unknown): { readonly bold?: unknown } {
  return typeof style === "object" && style !== null ? style : {};
}

function listOf(parts: unknown): readonly unknown[] {
  return Array.isArray(parts) ? parts : [];
}
