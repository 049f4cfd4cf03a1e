import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Outcome } from "../../src/core/delivery.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { email } from "../../src/destinations/email/email.ts";
import { configured, makeContext, makeEdge, makeView, renderedBy } from "../support/destination-edge.ts";
import { hasDkimVerifier, isSigned, makeDkimKey } from "../support/dkim.ts";
import { type Exim, hasExim, openExim } from "../support/exim.ts";
import { makeChat } from "../support/make.ts";

const key = makeDkimKey();
const dkim = { selector: "relay", key: key.pem };
const patient = { timeout: 20_000 };

// .ci/run installs both where it may.
describe.skipIf(!hasExim || !hasDkimVerifier)("email, with a real mail server", () => {
  let exim: Exim;

  beforeAll(async () => {
    exim = await openExim();
  });

  afterAll(async () => {
    await exim.close();
  });

  async function send(to: string, message = "I want to speak to a human: Zoë 😀", settings: JsonObject = {}): Promise<Outcome | undefined> {
    const destination = configured(email, { to, dkim, ...settings });
    const sender = destination.open(makeEdge({ SMTP_URL: exim.url, SMTP_FROM: "Avatar relay <relay@example.com>" }));
    const [rendered] = renderedBy(email, destination, { subject: "Zoë wants a person" }, makeView(makeChat({ message })));
    const outcome = rendered && (await sender.send(rendered, makeContext(rendered)));
    await sender.close();
    return outcome;
  }

  it("is taken, signed so that another program believes it, and stands in one conversation", async () => {
    for (const message of ["first: Zoë 😀", "second\n.\n..dots\nFrom the beginning of a line"])
      expect(await send("oncall@example.com", message)).toMatchObject({ kind: "delivered" });
    await expect.poll(() => exim.mailbox("oncall").length, patient).toBe(2);
    const letters = exim.mailbox("oncall");
    for (const letter of letters) expect(isSigned(letter, key)).toBe(true);
    const read = await Promise.all(letters.map((letter) => PostalMime.parse(letter)));
    expect(new Set(read.map(({ references }) => references)).size).toBe(1);
    expect(new Set(read.map(({ subject }) => subject))).toEqual(new Set(["Zoë wants a person"]));
    expect(new Set(read.map(({ messageId }) => messageId)).size).toBe(2);
    expect(read.map(({ text }) => text).join()).toContain("\n.\n..dots\n");
  });

  it("is not believed where a letter of it was changed", async () => {
    await send("changed@example.com");
    await expect.poll(() => exim.mailbox("changed").length, patient).toBe(1);
    const [letter = ""] = exim.mailbox("changed");
    expect(isSigned(letter, key)).toBe(true);
    expect(isSigned(letter.replace("Subject: ", "Subject: no "), key)).toBe(false);
    expect(isSigned(letter.replace("human", "robot"), key)).toBe(false);
    expect(isSigned(letter.replace(/^List-ID:.*\n/im, ""), key)).toBe(false);
  });

  // D19
  it("comes back later to a server that says later, and ends where nobody is known", async () => {
    expect(await send("later@example.com")).toMatchObject({ kind: "later", reason: "unavailable", detail: expect.stringContaining("451") });
    expect(await send("gone@example.com")).toMatchObject({
      kind: "refused",
      reason: "recipient_invalid",
      detail: expect.stringContaining("550"),
    });
    expect(await send("somebody@elsewhere.example")).toMatchObject({ kind: "refused", reason: "recipient_invalid" });
  });
});
