/** What Slack shows of an incident, as it is queued: the message that stands for it, and what is added to its thread. */

import type { Board } from "../../core/destination.ts";
import type { Json } from "../../core/json.ts";
import { oneLine } from "../notice.ts";
import { type AsideBody, type Line, type SlackBody, slackBody, type ThreadBody } from "./body.ts";
import { faceOf } from "./face.ts";

export const slackBoard: Board = {
  parent: (body, incident, canTalk): SlackBody => {
    const { channel, notice } = slackBody(body);
    return { channel, ...notice, incident: faceOf(incident, canTalk) };
  },
  findings: (body, later, more) => thread("findings", body, later.map(lineOf), more),
  turns: (body, turns, more) =>
    thread(
      "turns",
      body,
      turns.map(({ role, by, text }) => ({ who: by ?? (role === "user" ? "visitor" : role), text })),
      more,
    ),
  aside(body, { id, via }, text): AsideBody | undefined {
    const [, user] = /^T\w+\/([UW]\w+)$/.exec(id) ?? [];
    return via !== "slack" || user === undefined ? undefined : { kind: "aside", channel: slackBody(body).channel, user, text };
  },
};

function thread(kind: ThreadBody["kind"], body: Json, items: readonly Line[], more: number): ThreadBody {
  const { channel, notice } = slackBody(body);
  return { kind, channel, title: notice.title, items, more };
}

/** A later finding: what its rule says of it. */
function lineOf(body: Json): Line {
  const { notice } = slackBody(body);
  const { said } = notice;
  return { who: oneLine(notice.because) || notice.title, text: notice.text, ...(said && { said }) };
}
