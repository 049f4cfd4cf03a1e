import { z } from "zod";
import type { Configured, Destination, DestinationContext } from "../core/destination.ts";
import { discreet } from "./kit/discreet.ts";
import { type NoticeAction, noticeAction, noticeOf, reportNotice } from "./kit/notice.ts";
import { policyKeys, policyOf } from "./kit/policy.ts";
import { printer } from "./kit/preview.ts";

const schema = z.strictObject(policyKeys);

type Settings = z.output<typeof schema>;

/** Prints messages where the relay runs: for a first look, and for messages that need not wake anybody. */
export const console: Destination<Settings, NoticeAction> = {
  type: "console",
  summary: "Prints the message where the relay runs.",
  forPeople: true,
  example: {
    settings: {},
    action: { title: "{{ event.agent }} needs help", text: "{{ event.message }}" },
    renders: {
      title: "A80HVD8577 needs help",
      text: "I want to speak to a human",
      because: 'the message holds "speak to a human"',
      fields: [
        { name: "Agent", value: "A80HVD8577" },
        { name: "Session", value: "session_xyz789" },
        { name: "Event", value: "chat.push" },
        { name: "Severity", value: "high" },
      ],
      at: "2026-03-02T09:00:00.000Z",
    },
  },
  schema,
  action: noticeAction("none"),
  requires: () => [],
  configure,
};

function configure(settings: Settings, context: DestinationContext): Configured<NoticeAction> {
  return discreet(
    {
      policy: policyOf(settings, { concurrency: 1 }),
      render: (action, view) => [{ recipient: context.name, body: noticeOf(action, view, String), thread: undefined }],
      report: (report) => [{ recipient: context.name, body: reportNotice(report), thread: undefined }],
      open: ({ print }) => printer(print, `${context.name} (console)`),
    },
    context,
  );
}
