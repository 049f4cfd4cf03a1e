import { expect, test } from "vitest";
import { viewFor } from "../../../src/rules/engine/messages.ts";
import { makeChat } from "../../support/make.ts";

const finding = { rule: "r", severity: "high", because: [], facts: {} } as unknown as Parameters<typeof viewFor>[0]; // what the link does not look at
const page = "https://relay.example.com/admin";

function linkOf(session: object | undefined, address: string | undefined): unknown {
  const facts = session as Parameters<typeof viewFor>[1]["session"]; // the few facts that sessionView reads here
  return viewFor(finding, { event: makeChat(), session: facts } as Parameters<typeof viewFor>[1], {
    redact: undefined,
    page: address,
    timezone: "UTC",
  }).session.link;
}

test.each([
  ["where people can reach the page", { id: "s/1 ü" }, page, `${page}/sessions/s%2F1%20%C3%BC`],
  ["not where nobody has said how", { id: "s1" }, undefined, undefined],
  ["not where the event belongs to no session", undefined, page, undefined],
])("a conversation has a link %s", (_, session, address, link) => {
  expect(linkOf(session, address)).toBe(link);
});
