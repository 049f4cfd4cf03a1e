/** What Slack shows of an incident, as it is queued: the message that stands for it, and the additions to its thread. */

import type { Appended } from "../../core/delivery.ts";
import type { Board } from "../../core/destination.ts";
import type { Turn } from "../../core/incident.ts";
import type { Json } from "../../core/json.ts";
import { hiding, withoutAddresses } from "../../rules/templates/contacts.ts";
import { oneLine } from "../kit/notice.ts";
import {
  type AsideBody,
  discreetThread,
  type SlackBody,
  type SlackLine,
  type SlackNotice,
  type SlackWords,
  slackBody,
  type ThreadBody,
} from "./body.ts";
import { faceOf } from "./face.ts";

export const slackBoard: Board = {
  parent: (body, incident, canTalk): SlackBody => {
    const { incident: _, ...notice } = body as SlackBody; // `render` made it
    return { ...notice, incident: faceOf(incident, canTalk) };
  },
  findings: (body, later, more) => thread("findings", body, later.map(findingLine), more),
  turns(body, turns, more) {
    const hide = hiding(slackBody(body).contacts);
    const lines = turns.map(turnWords).map((words) => slackLine(words, { who: hide(words.who), text: hide(withoutAddresses(words.text)) }));
    return thread("turns", body, lines, more);
  },
  aside(body, { id, via }, text): AsideBody | undefined {
    const [, user] = /^T\w+\/([UW]\w+)$/.exec(id) ?? [];
    return via !== "slack" || user === undefined ? undefined : { kind: "aside", channel: slackBody(body).channel, user, text };
  },
};

/** By the settings for every channel: with all contact details, or without them. */
export function boardFor(shareContacts: boolean | undefined): Board {
  if (shareContacts === undefined) return slackBoard;
  const chosen = (body: Appended): ThreadBody => {
    const { discreetTitle, ...whole } = body as ThreadBody; // slackBoard made it
    if (!shareContacts) return discreetThread(body as ThreadBody); // as above
    return { ...whole, items: whole.items.map(({ discreet, ...words }) => words) };
  };
  return {
    ...slackBoard,
    findings: (...given) => chosen(slackBoard.findings(...given)),
    turns: (...given) => chosen(slackBoard.turns(...given)),
  };
}

function thread(kind: ThreadBody["kind"], body: Json, items: readonly SlackLine[], more: number): ThreadBody {
  const { channel, notice, discreet } = slackBody(body);
  const { title } = notice;
  const isSame = discreet === undefined || discreet.title === title;
  return { kind, channel, title, items, more, ...(!isSame && { discreetTitle: discreet.title }) };
}

function turnWords({ role, by, text }: Turn): SlackWords {
  return { who: by ?? (role === "user" ? "visitor" : role), text };
}

/** A later finding: its rule's text. */
function findingLine(body: Json): SlackLine {
  const { notice, discreet } = slackBody(body);
  return slackLine(noticeWords(notice), noticeWords(discreet ?? notice));
}

function noticeWords({ because, title, text, said }: SlackNotice): SlackWords {
  return { who: oneLine(because) || title, text, ...(said && { said }) };
}

function slackLine(words: SlackWords, discreet: SlackWords): SlackLine {
  return words.who === discreet.who && words.text === discreet.text ? words : { ...words, discreet };
}
