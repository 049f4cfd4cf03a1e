import { afterEach, beforeEach, expect, it } from "vitest";
import { uploadKnowledge } from "../../../src/net/bithuman/knowledge.ts";
import { type FakeBithuman, openBithuman } from "../../support/bithuman.ts";
import { edge, envelopes, errorAnswer } from "../../support/bithuman-samples.ts";
import { monday } from "../../support/make.ts";

const file = { name: "question-7.md", text: "# Wo ist der Aufzug?\n\nRechts neben der Kasse – bis 22 Uhr.\n" };

let bithuman: FakeBithuman;

beforeEach(async () => {
  bithuman = await openBithuman();
});
afterEach(() => bithuman.close());

const upload = (url = bithuman.url, secret = bithuman.secret) =>
  uploadKnowledge(
    { base: new URL(url), secret, proxyFor: () => undefined, userAgent: "avatar-relay/1.0.0", now: () => monday },
    file,
    "relay-0123456789",
  );

it("hands over the whole text under its name, and returns the vendor's id", async () => {
  expect(await upload()).toEqual({ kind: "uploaded", file: "3f2b9c14-8a7e-4d21-9f10-2c5b6e0a11dd" });
  expect(bithuman.uploads).toEqual([{ name: "question-7", file: "question-7.md", text: file.text }]);
});

it.each(Object.entries(envelopes))("understands the answer in the envelope %s", async (_, envelope) => {
  bithuman.envelope = envelope;
  expect(await upload()).toMatchObject({ kind: "uploaded" });
});

it.each([
  ["a personal secret", errorAnswer("FORBIDDEN"), "the API secret of an organization"],
  ["an account without credits", errorAnswer("INSUFFICIENT_BALANCE"), "buy credits"],
  ["a page of the edge", edge.badGateway, "UNAVAILABLE"],
  ["an answer without an id", { status: 201, body: "{}" }, "it is unknown whether bitHuman has the file"],
])("says what to do about %s, and asks once", async (_, fault, detail) => {
  bithuman.faults.push(fault);
  expect(await upload()).toEqual({ kind: "failed", detail: expect.stringContaining(detail) });
  expect(bithuman.asked).toEqual(["/v1/knowledge/files"]);
});

it("says that nobody is there, and never prints the secret", async () => {
  const refused = await upload("http://127.0.0.1:9");
  expect(refused).toEqual({ kind: "failed", detail: expect.stringContaining("refused") });
  expect(await upload(bithuman.url, "another secret")).toEqual({ kind: "failed", detail: expect.not.stringContaining("another secret") });
});
