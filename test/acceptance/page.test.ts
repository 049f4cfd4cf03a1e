/** What people do with the page of a relay as it runs, in a browser: from nothing to a rule of one's own, by keyboard alone; talking to a visitor; mending a destination. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openBithuman } from "../support/bithuman.ts";
import { notFound } from "../support/bithuman-samples.ts";
import { chromiumPath, type OpenBrowser, openBrowser } from "../support/browser.ts";
import { cli } from "../support/cli.ts";
import { type FakeSlack, openFakeSlack } from "../support/fake-slack.ts";
import { answer, openHttpSink } from "../support/http-sink.ts";
import { clientId, startProvider } from "../support/oidc-provider.ts";
import { freePort } from "../support/ports.ts";
import { openWorkshop, type Relay, type StatsAnswer, type Workshop } from "../support/relay.ts";

if (chromiumPath === undefined) console.warn("The page's story is not tested: install Chromium (apt-get install chromium).");

/** A destination that is told what each visitor of a rule said. */
const crmRules = (url: string) => `version: 1
destinations:
  crm: { http: { url: "${url}/notes", json: { said: "{{ event.message }}" }, allow_private: [127.0.0.0/8] } }
rules:
  - name: asks
    on: chat.push
    when: { role: user, keywords: [human] }
    then: [crm]
`;

const avatarRules = `version: 1
destinations: { helper: { avatar: {} } }
rules: []
`;

describe.skipIf(chromiumPath === undefined)("the page of a relay", () => {
  let slack: FakeSlack;
  let workshop: Workshop;
  let browser: OpenBrowser;
  let page: Page;
  let complaints: string[];

  beforeEach(async () => {
    [slack, browser] = await Promise.all([openFakeSlack(), openBrowser()]);
  });
  afterEach(async () => {
    await Promise.all([browser.close(), workshop.close(), slack.close()]);
  });

  async function freshRules(): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), "avatar-relay-init-"));
    expect((await cli(["init", join(folder, "mine")])).code).toBe(0);
    const rules = readFileSync(join(folder, "mine/rules.yaml"), "utf8");
    rmSync(folder, { recursive: true });
    return rules;
  }

  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const link = (name: string) => page.getByRole("link", { name, exact: true });
  const editor = () => page.getByRole("textbox", { name: "Text of rules.yaml" });

  /** A shadow root has an active element of its own. */
  const hasFocus = (place: Locator) =>
    place.evaluate((element) => (element.getRootNode() as unknown as { activeElement: unknown }).activeElement === element); // a document, or a shadow root

  async function tabTo(place: Locator): Promise<void> {
    await place.waitFor();
    for (let count = 0; count < 150; count += 1) {
      if (await hasFocus(place)) return;
      await press("Tab");
    }
    throw new Error(`${place} cannot be reached by Tab`);
  }

  async function enter(place: Locator): Promise<void> {
    await tabTo(place);
    await press("Enter");
  }

  /** In the editor: the line that holds this is put in another's place; the spaces before it stay. */
  async function rewrite(line: string, next: string): Promise<void> {
    await tabTo(editor());
    await press("Control+Home");
    for (let count = 0; !(await page.locator(".cm-activeLine").first().textContent())?.includes(line); count += 1) {
      if (count > 200) throw new Error(`no line holds ${line}`);
      await press("ArrowDown");
    }
    await press("End", "Shift+Home");
    await page.keyboard.type(next);
    await press("Escape");
    await page.getByText("no mistake").waitFor();
  }

  async function openFile(): Promise<void> {
    await enter(link("Rules"));
    await tabTo(page.getByRole("tab", { name: "Rules" }));
    await press("ArrowRight");
    await page.getByText("no mistake").waitFor();
  }

  async function apply(): Promise<void> {
    await enter(button("Apply"));
    await page.getByText(/Version \w{8} runs\. Changed/).waitFor();
  }

  const alerts = () => slack.messages.filter(({ thread }) => thread === undefined);

  /** Opens what the button of a message in Slack leads to. */
  async function openFromSlack(index: number): Promise<void> {
    await expect.poll(() => alerts().length).toBe(index + 1);
    const [, address = ""] = /"url":"(http:[^"]+\/sessions\/[^"]+)"/.exec(JSON.stringify(alerts()[index]?.payload)) ?? [];
    await page.goto(address);
    await page.getByRole("heading", { name: /Conversation with/ }).waitFor();
  }

  it("comes by keyboard alone from init to an alert, its reason, an edit that was tried over what was said, and its next visitor", async () => {
    workshop = openWorkshop(await freshRules());
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    const environment = { SLACK_BOT_TOKEN: slack.token, SLACK_API_URL: slack.url, PUBLIC_ADMIN_URL: address };
    const relay: Relay = await workshop.start(environment, ["--edit", "--admin-port", String(port)]);
    ({ page, complaints } = await browser.open(`${address}/`));
    await page.getByLabel("Admin token").waitFor();
    await page.keyboard.type(readFileSync(join(workshop.data, "admin-token"), "utf8").trim());
    await press("Enter");
    await openFile();
    await rewrite("    console: {}", 'slack: { channel: "#avatar-escalations" }');
    await apply();

    await relay.say("Can you look at invoice 4711?", { session_id: "unheard" });
    await relay.say("I want to speak to a human", { session_id: "first" });
    await openFromSlack(0);
    await page.locator(".found", { hasText: "asks-for-a-human" }).getByText("asks for a person").waitFor();
    await relay.say("Is anybody there?", { session_id: "first" });
    await page.locator(".said", { hasText: "Is anybody there?" }).waitFor();

    await openFile();
    await rewrite("wants_human: true", "any: [{ wants_human: true }, { keywords: [invoice] }]");
    await enter(button("Compare"));
    await enter(link("unheard"));
    await page.locator(".said", { hasText: "Can you look at invoice 4711?" }).waitFor();
    await openFile();
    await page.getByText("edited", { exact: true }).waitFor();
    await apply();

    await relay.say("The invoice is wrong", { session_id: "second" });
    await openFromSlack(1);
    await page.locator(".found", { hasText: "asks-for-a-human" }).getByText("invoice").waitFor();
    expect(slack.faults).toEqual([]);
    expect(complaints).toEqual([]);
  }, 180_000);

  /** Signed in with the token that the relay has made. */
  async function openSignedIn(relay: Relay, path: string): Promise<void> {
    const token = readFileSync(join(workshop.data, "admin-token"), "utf8").trim();
    const { url } = await relay.raw("/healthz");
    ({ page, complaints } = await browser.open(`${new URL(path, url)}#token=${token}`));
    await page.getByRole("status").getByText("live", { exact: true }).waitFor();
  }

  it("lets a person speak to a visitor through the avatar, and says whether it was heard", async () => {
    const bithuman = await openBithuman();
    workshop = openWorkshop(avatarRules);
    const relay = await workshop.start({ BITHUMAN_API_SECRET: bithuman.secret, BITHUMAN_API_URL: bithuman.url });
    const join = {
      agent_id: bithuman.agent,
      event_type: "room.join",
      data: { room_name: "room-1", participant_count: 2, session_id: "s1" },
    };
    await relay.post({ ...join, timestamp: Date.now() / 1_000 });
    await relay.say("hello?", { session_id: "s1" });
    await expect.poll(async () => (await relay.raw("/api/sessions/s1")).status).toBe(200);
    await openSignedIn(relay, "/sessions/s1");
    await page.getByLabel("Say something to the visitor").fill("Ada here, one moment please.");
    await press("Enter");
    await page.getByText("The avatar has got it.").waitFor();
    await page.locator(".turns", { hasText: "Ada here, one moment please." }).waitFor();
    expect(bithuman.spoken).toHaveLength(1);
    expect(JSON.parse(bithuman.spoken[0]?.body ?? "")).toEqual({ message: "Ada here, one moment please.", room_id: "room-1" });

    bithuman.faultsFor.set(`/v1/agent/${bithuman.agent}/add-context`, [notFound("rooms")]);
    await page.getByLabel("Say something to the visitor").fill("The order is on its way.");
    await button("Whisper to the avatar").click();
    await page.getByText("It was not said:").waitFor();
    expect(complaints).toEqual([]);
    await bithuman.close();
  }, 120_000);

  it("says what is wrong with a destination and the cure, and sends its dead letters again, one by one, some, and all", async () => {
    const crm = await openHttpSink();
    crm.always(answer(400));
    workshop = openWorkshop(crmRules(crm.url));
    const options = ["--admin-port", String(await freePort())];
    let relay = await workshop.start({}, options);
    for (const session of ["s1", "s2", "s3", "s4", "s5"]) await relay.say(`a human, ${session}`, { session_id: session });
    const dead = async () => (await relay.api<StatsAnswer>("/api/stats")).deliveries.dead;
    await expect.poll(dead).toBe(5);
    crm.always(answer(401));
    await relay.say("a human, s6", { session_id: "s6" });
    await openSignedIn(relay, "/deliveries?state=dead");
    await page.getByText("set its token or password anew").first().waitFor();
    const { deliveries } = await relay.api<{ deliveries: readonly object[] }>("/api/deliveries?state=waiting");
    const waits_for = { reason: "credentials", detail: expect.stringContaining("HTTP 401"), next_try_at: expect.any(String) };
    expect(deliveries).toMatchObject([{ attempts: 0, attempts_made: 1, waits_for }]);

    crm.always(answer(200));
    await relay.end("SIGTERM"); // the cure that it names: a start with the right token
    await page.getByText("The relay does not answer").waitFor();
    relay = await workshop.start({}, options);
    await page.getByText("The relay does not answer").waitFor({ state: "detached" });
    await button("Send a test crm").click();
    await page.getByText(/The test was delivered in \d+ ms/).waitFor();
    await page.locator(".row-link", { hasText: "crm" }).first().click();
    await button("Send again").click();
    await expect.poll(dead).toBe(4);
    await page.goto(page.url().replace(/\/deliveries\/.*/, "/deliveries?state=dead"));
    await page.getByRole("checkbox", { name: "Choose the one to crm" }).nth(0).check();
    await page.getByRole("checkbox", { name: "Choose the one to crm" }).nth(1).check();
    await button("Send them again").click();
    await page.getByText("2 deliveries queued again.").waitFor();
    await expect.poll(dead).toBe(2);
    await button("Send dead letters again …").click();
    await button("Send 2 again").click();
    await expect
      .poll(async () => (await relay.api<StatsAnswer>("/api/stats")).deliveries, { timeout: 30_000 })
      .toMatchObject({ dead: 0, delivered: 6 });
    expect(new Set(crm.requests.map(({ body }) => JSON.parse(body).said)).size).toBe(7); // six visitors and the test
    expect(complaints).toEqual([]);
    await crm.close();
  }, 180_000);

  it("lets whom the provider knows as an admin sign in, try an edit, apply it, and be named for it; a viewer sees the file alone", async () => {
    const [port, seen] = [await freePort(), "Can you look at invoice 4711?"];
    const address = `http://127.0.0.1:${port}`;
    const provider = await startProvider({ redirectUris: [`${address}/auth/callback`], people: { ada: ["ops"], vera: ["staff"] } });
    const environment = { OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: clientId, OIDC_GROUPS: "ops:admin,staff:viewer" };
    workshop = openWorkshop(crmRules("http://127.0.0.1:1"));
    const relay = await workshop.start(environment, ["--edit", "--admin-port", String(port)]);
    await relay.say(seen, { session_id: "unheard" });
    const signIn = async (account: string) => {
      ({ page, complaints } = await browser.open(`${address}/rules?tab=file`));
      await link("Sign in with your organisation").click();
      await page.getByLabel("Account").fill(account);
      await button("Sign in").click();
    };
    await signIn("ada");
    await page.getByText("no mistake").waitFor();
    expect(page.url()).toBe(`${address}/rules?tab=file`);
    await rewrite("keywords: [human]", "when: { role: user, keywords: [human, invoice] }");
    await button("Compare").click();
    await link("unheard").click();
    await page.locator(".said", { hasText: seen }).waitFor();
    await link("Rules").click();
    await page.getByRole("tab", { name: "File" }).click();
    await page.getByText("no mistake").waitFor();
    await button("Apply").click();
    await page.getByText(/Version \w{8} runs\. Changed: asks/).waitFor();
    await page.getByRole("tab", { name: "History" }).click();
    await page.getByText("applied by ada of the team").waitFor();
    expect(complaints).toEqual([]);

    await browser.forget();
    await signIn("vera");
    await page.getByText("Your role may read the file").waitFor();
    expect(await page.getByRole("button", { name: /Apply|Compare/ }).count()).toBe(0);
    await provider.close();
  }, 180_000);
});
