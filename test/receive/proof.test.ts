import { describe, expect, it } from "vitest";
import { bithuman } from "../../src/receive/bithuman.ts";
import { secret, signBody, signTimestamped } from "../support/sender.ts";
import { errorOf, makeChatBody, makeSource, nowInSeconds, openPublicPort, provenBy } from "./public-port.ts";

const body = makeChatBody();
const both = makeSource({ proof: provenBy({ shownIn: bithuman.shownIn }) });

describe("a source that takes a signature or the secret in a header", () => {
  it.each<[string, Record<string, string>]>([
    ["a signature over the body", signBody(body)],
    ["a signature over time and body", signTimestamped(body, String(nowInSeconds))],
    ["the secret in x-webhook-secret", { "x-webhook-secret": secret }],
    ["the secret in x-api-key", { "x-api-key": secret }],
    ["a bearer", { authorization: `Bearer ${secret}` }],
    ["a bearer in small letters", { authorization: `bearer ${secret}` }],
    ["a wrong header beside a right one", { "x-api-key": "other", "x-webhook-secret": secret }],
    ["a right signature beside a wrong header", { ...signBody(body), "x-api-key": "other" }],
  ])("takes %s", async (_what, headers) => {
    const { send } = await openPublicPort({ sources: () => [both] });
    const reply = await send({ raw: body, headers });
    expect([reply.status, JSON.parse(reply.text).status]).toEqual([200, "accepted"]);
  });

  it.each<[string, Record<string, string>, string]>([
    ["nothing", {}, "signature_missing"],
    ["another value", { "x-webhook-secret": "other" }, "credentials_invalid"],
    ["an empty value", { "x-webhook-secret": "" }, "credentials_invalid"],
    ["another way to authorize", { authorization: `Basic ${secret}` }, "signature_missing"],
    ["a wrong signature, whatever the headers say", { ...signBody(`${body} `), "x-webhook-secret": secret }, "signature_invalid"],
    ["no signature at all in its header", { "x-bithuman-signature": secret, "x-webhook-secret": secret }, "signature_invalid"],
  ])("refuses %s", async (_what, headers, code) => {
    const { send, store } = await openPublicPort({ sources: () => [both] });
    const reply = await send({ raw: body, headers });
    expect([reply.status, errorOf(reply)]).toEqual([401, code]);
    expect((await store.stats()).events).toBe(0);
  });

  it("takes no header where only signatures are written", async () => {
    const { send } = await openPublicPort({ sources: () => [makeSource()] });
    expect(errorOf(await send({ raw: body, headers: { "x-webhook-secret": secret } }))).toBe("signature_missing");
  });

  it("says in the log how it was proven, and of what is refused who sent it", async () => {
    const { send, signals } = await openPublicPort({ sources: () => [both] });
    await send({ raw: body, headers: { "x-webhook-secret": secret } });
    const refused = await send({ raw: body });
    const answered = signals.filter(({ name }) => name === "request.answered");
    expect(answered).toMatchObject([
      { status: 200, provenBy: "header", type: "chat.push", path: "/webhook" },
      { status: 401, address: "127.0.0.1", path: "/webhook", requestId: JSON.parse(refused.text).error.request_id },
    ]);
  });
});
