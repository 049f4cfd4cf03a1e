import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Access, NamedToken } from "../../src/core/access/principal.ts";
import type { RulesAccess } from "../../src/observe/admin/rules/rules-access.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { type AdminOverride, type RunningAdmin, startAdmin } from "../support/admin.ts";
import { chromiumPath, type OpenBrowser, openBrowser } from "../support/browser.ts";
import { makeChat } from "../support/make.ts";
import { buildPage, buildPatience } from "../support/page.ts";
import { programOf } from "../support/program.ts";
import { rulesOf } from "../support/rules-access.ts";
import { makeAttempted, makeEvaluated } from "../support/signals.ts";
import { endDeliveries, plantEvent, refusedForGood } from "../support/stored.ts";

if (chromiumPath === undefined) console.warn("The page is not tested: install Chromium (apt-get install chromium).");

const someRules = `version: 1
destinations:
  support: { slack: { channel: "#support" } }
rules:
  - { name: asks, on: chat.push, when: { role: user, keywords: [human] }, then: [support] }
`;

const token = "a-token-of-some-length";
const people = (role: NamedToken["role"]): Access => ({ tokens: [{ name: "ada", role, token }], from: "environment" });

/** Some conversation can be read as it stands now. */
const changed = { name: "conversations.changed", count: 1, conversations: [{ id: "c9", session: "s9" }] } as const;

const filterOf = (place: Locator) => place.evaluate((element) => element.ownerDocument.defaultView?.getComputedStyle(element).filter);

describe.skipIf(chromiumPath === undefined)("the page", () => {
  let browser: OpenBrowser;
  let admin: RunningAdmin;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    buildPage();
    browser = await openBrowser();
  }, buildPatience);
  afterAll(() => browser.close());

  beforeEach(async () => {
    await browser.forget();
    admin = await startAdmin();
  });
  afterEach(async () => {
    await page.close();
    await admin.close();
  });

  async function restart(override: AdminOverride): Promise<void> {
    await admin.close();
    admin = await startAdmin(override);
  }

  async function open(path = "/"): Promise<void> {
    ({ page, complaints } = await browser.open(`${admin.url}${path}`));
  }

  const isLive = () => page.getByRole("status").getByText("live", { exact: true }).waitFor();
  const button = (name: string) => page.getByRole("button", { name, exact: true });

  async function plantDead(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await plantEvent(admin.store, { event: makeChat({ message: `human ${index}` }), to: ["support"] });
    }
    await endDeliveries(admin.store, "support", refusedForGood);
    admin.bus.emit(makeAttempted({ outcome: "refused", state: "dead", reason: "permanent" }));
  }

  /** An event as the rules would evaluate it: it opens an incident. */
  async function evaluate(event = makeChat({ message: "a <b>human</b>", session: "s1" })): Promise<void> {
    const planner = createPlanner(programOf([{ name: "asks", when: { keywords: "human" }, then: [{ to: "desk", settings: {} }] }]));
    await admin.store.accept({ kind: "event", event, raw: new Uint8Array() });
    await admin.store.evaluate(10, planner);
    admin.bus.emit(makeEvaluated());
  }

  async function settle(): Promise<void> {
    const planner = createPlanner(programOf([{ name: "asks", when: { keywords: "human" }, then: [{ to: "desk", settings: {} }] }]));
    await admin.store.evaluate(10, planner);
    admin.bus.emit(makeEvaluated());
  }

  it("takes the token from its address, and out of it, and stays signed in", async () => {
    await restart({ access: people("responder") });
    await open(`/incidents#token=${token}`);
    await isLive();
    expect(page.url()).toBe(`${admin.url}/incidents`);
    await page.reload();
    await isLive();
    await page.getByRole("button", { name: "ada responder" }).waitFor();
    expect(await page.evaluate("document.cookie")).not.toContain(token);
    expect(await page.evaluate("JSON.stringify([localStorage, sessionStorage])")).not.toContain(token);
    expect(complaints).toEqual([]);
  });

  it("asks for a token, says when it is wrong, and opens what was asked for", async () => {
    await restart({ access: people("admin") });
    await open("/health");
    const field = page.getByLabel("Admin token");
    await field.fill("wrong-token");
    await page.keyboard.press("Enter");
    await page.getByText("That token was not accepted.").waitFor();
    await field.fill(token);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Health", level: 1 }).waitFor();
    await isLive();
  });

  it("shows nothing any more once the person has signed out", async () => {
    await restart({ access: people("admin") });
    await open(`/#token=${token}`);
    await isLive();
    await page.getByRole("button", { name: "ada admin" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByLabel("Admin token").waitFor();
    expect(await page.locator("nav").count()).toBe(0);
  });

  it("asks who it is when the session has ended elsewhere", async () => {
    await restart({ access: people("admin") });
    await open(`/#token=${token}`);
    await isLive();
    await page.context().clearCookies();
    await page.getByRole("link", { name: "Conversations", exact: true }).click();
    await page.getByLabel("Admin token").waitFor();
  });

  it.each([
    ["/", "Overview"],
    ["/sessions", "Conversations"],
    ["/incidents", "Incidents"],
    ["/deliveries", "Deliveries"],
    ["/rules", "Rules"],
    ["/try", "Try it"],
    ["/insights", "Insights"],
    ["/setup", "Three steps to the first alert"],
    ["/health", "Health"],
  ])("can be opened directly at %s", async (path, title) => {
    await open(path);
    await page.getByRole("heading", { name: title, level: 1 }).waitFor();
    await isLive();
    expect(await page.title()).toBe(`${title} · avatar-relay`);
    expect(complaints).toEqual([]);
  });

  it.each(["/sessions/nobody", "/incidents/nobody", "/deliveries/nobody"])("says at %s that there is nothing", async (path) => {
    await open(path);
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toMatch(/No \w+ .*has this id/);
  });

  it("opens a conversation whose id needs encoding", async () => {
    const session = "a/b c%2Fd?x#y";
    await plantEvent(admin.store, { event: makeChat({ message: "hello there", session }) });
    await open(`/sessions/${encodeURIComponent(session)}`);
    await page.getByText("hello there").waitFor();
  });

  it("finds a conversation by what was said, and shows what the rules made of it, and the bytes as they came", async () => {
    await plantEvent(admin.store, {
      event: makeChat({ message: "I want a human", session: "s1" }),
      raw: '{ "timestamp": 1705312200.0 }',
      because: "the message holds “human”",
      to: ["support"],
    });
    await plantEvent(admin.store, { event: makeChat({ message: "good morning", session: "s2" }) });
    await open("/sessions");
    await isLive();
    await page.keyboard.press("/");
    await page.keyboard.type("human");
    await page.getByText("“I want a human”").waitFor();
    expect(page.url()).toContain("q=human");
    await page.getByRole("link", { name: /I want a human/ }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /Conversation with/ }).waitFor();
    await page.getByText("the message holds “human”").waitFor();
    await page
      .locator(".rail")
      .getByRole("link", { name: /support/ })
      .waitFor();
    await page.getByText("Events as they were received").click();
    await page.locator(".raw summary", { hasText: "chat.push" }).click();
    await page.getByText("not: frustration saw 0.12").waitFor();
    expect(await page.locator(".raw pre").textContent()).toBe('{ "timestamp": 1705312200.0 }');
    expect(complaints).toEqual([]);
  });

  it("shows what is said while it is said, and asks nothing because of others", async () => {
    await plantEvent(admin.store, { event: makeChat({ message: "first", session: "s1" }) });
    ({ page } = await browser.open("about:blank"));
    const following = page.waitForResponse((response) => response.url().endsWith("/api/stream?session=s1"));
    await page.goto(`${admin.url}/sessions/s1`);
    await following;
    await page.getByText("first", { exact: true }).waitFor();
    await isLive();
    await plantEvent(admin.store, { event: makeChat({ message: "second", session: "s1" }) });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    admin.bus.emit({ name: "conversations.changed", count: 1, conversations: [{ id: "c2", session: "s2" }] });
    admin.bus.emit({ name: "conversations.changed", count: 1, conversations: [{ id: "c1", session: "s1" }] });
    await page.locator(".said", { hasText: "second" }).waitFor();
    expect(asked.filter((url) => url.includes("/api/sessions/"))).toHaveLength(1);
  });

  it("asks the relay at most once a second for each thing, however much happens", async () => {
    await open("/sessions");
    await isLive();
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().includes("/api/sessions")) asked += 1;
    });
    for (let index = 0; index < 500; index += 1) admin.bus.emit(changed);
    await plantEvent(admin.store, { event: makeChat({ message: "the last one", session: "s9" }) });
    admin.bus.emit(changed);
    await page.getByRole("link", { name: /message/ }).waitFor();
    expect(asked).toBeLessThanOrEqual(3);
  });

  it("shares one stream between all tabs", async () => {
    let streams = 0;
    const { url } = admin;
    await open();
    await isLive();
    const others = await Promise.all([1, 2, 3].map(() => browser.open(`${url}/`)));
    for (const { page: other } of others) await other.getByRole("status").getByText("live", { exact: true }).waitFor();
    for (const { page: other } of others) {
      streams += Number(
        await other.evaluate("performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/api/stream')).length"),
      );
    }
    expect(streams).toBe(0);
    await page.close();
    await plantEvent(admin.store, { event: makeChat({ message: "x", session: "s1" }) });
    admin.bus.emit(changed);
    for (const { page: other } of others) {
      await other.locator(".row-link").first().waitFor();
      await other.close();
    }
  });

  it("looks stopped while the relay is away, and goes on with what came meanwhile", async () => {
    await evaluate();
    await open("/incidents");
    await button("Claim").waitFor();
    const { port, store } = admin;
    await admin.close();
    await page.getByText("as of").first().waitFor();
    await page.getByText("The relay does not answer").waitFor();
    expect(await page.getByRole("button", { name: /Claim|Resolve|Snooze|Useful|Noise/ }).count()).toBe(0);
    expect(await filterOf(page.locator("main > :nth-child(2)"))).toContain("grayscale(1)");
    await plantEvent(store, { event: makeChat({ message: "human", session: "s2" }) });
    admin = await startAdmin({ port, store });
    await isLive();
    await button("Claim").waitFor();
  });

  it("lets a viewer read everything, and offers nothing that they may not do", async () => {
    await restart({ access: people("viewer") });
    await evaluate();
    await plantDead(1);
    await open(`/incidents#token=${token}`);
    await page.getByText("your role is viewer").waitFor();
    await page.getByText("asks", { exact: true }).waitFor();
    const acts = /Claim|Resolve|Snooze|Useful|Noise|Send|Discard|Forget|Mute|Apply/;
    for (const place of ["Overview", "Conversations", "Deliveries", "Rules", "Try it", "Health"]) {
      expect(await page.getByRole("button", { name: acts }).count()).toBe(0);
      await page.locator("nav").getByRole("link", { name: place }).click();
      await page.getByRole("heading", { name: place, level: 1 }).waitFor();
    }
    expect(await page.getByRole("button", { name: acts }).count()).toBe(0);
  });

  it("says to a viewer that texts are masked, in the place of each", async () => {
    await restart({ access: people("viewer"), masksForViewers: () => true });
    const event = makeChat({ message: "canary", session: "s1" });
    const [delivery = ""] = await plantEvent(admin.store, { event, raw: "canary", because: "canary", to: ["support"], text: "canary" });
    await endDeliveries(admin.store, "support", { kind: "refused", reason: "permanent", detail: "canary" });
    await open(`/sessions/s1#token=${token}`);
    await page.getByText("Texts are masked for you").waitFor();
    await page.locator(".said").waitFor();
    expect(await page.locator(".said").textContent()).toBe("(masked)");
    await page.getByText("Events as they were received").click();
    await page.locator(".raw summary", { hasText: "chat.push" }).click();
    await page.getByText("The bytes as they came are shown to the role admin only.").waitFor();
    expect(await page.content()).not.toContain("canary");
    await page.goto(`${admin.url}/deliveries/${encodeURIComponent(delivery)}`);
    await page.getByText("It is masked for the role viewer.").waitFor();
    expect(await page.content()).not.toContain("canary");
  });

  it("shows hostile text as text, wherever it comes from", async () => {
    const hostile = '<img src=x onerror="window.hurt=1"></script><script>window.hurt=1</script><a href="javascript:window.hurt=1">x</a>';
    const event = makeChat({ message: hostile, session: hostile, agent: hostile, type: hostile });
    const [delivery = ""] = await plantEvent(admin.store, {
      event,
      raw: hostile,
      rule: hostile,
      because: hostile,
      to: [hostile],
      text: hostile,
    });
    await evaluate(makeChat({ message: `human ${hostile}`, session: "s1", agent: hostile }));
    await endDeliveries(admin.store, hostile, { kind: "refused", reason: "permanent", detail: hostile });
    admin.health.know({ insecure: false, preview: false, destinations: [{ name: hostile, type: hostile }], critical: [] });
    admin.bus.emit({ name: "destination.paused", to: hostile, reason: "credentials", detail: hostile });
    await open();
    for (const path of [
      "/",
      "/sessions",
      `/sessions/${encodeURIComponent(hostile)}`,
      "/sessions/s1",
      "/incidents",
      "/deliveries",
      `/deliveries/${encodeURIComponent(delivery)}`,
      "/health",
    ]) {
      await page.goto(`${admin.url}${path}`);
      await isLive();
      await page.locator("main h1").waitFor();
      await page.getByText("<img src=x", { exact: false }).first().waitFor();
      for (const fold of await page.locator("main summary").all()) await fold.click();
      expect(await page.locator("main img, main script, [onerror], [href^='javascript:' i]").count()).toBe(0);
    }
    expect(await page.evaluate("window.hurt")).toBeUndefined();
    expect(complaints).toEqual([]);
  });

  it("stops code that would get into the page all the same", async () => {
    await open();
    await isLive();
    const stopped = await page.evaluate(`(() => {
      try { document.body.innerHTML = "<img>"; return false; } catch { return true; }
    })()`);
    await page.evaluate(`(() => {
      const script = document.createElement("script");
      try { script.textContent = "window.hurt = 1"; document.body.append(script); } catch {}
    })()`);
    expect(stopped).toBe(true);
    expect(await page.evaluate("window.hurt")).toBeUndefined();
  });

  it("counts the dead, asks, and only then sends them again", async () => {
    await open("/deliveries");
    await isLive();
    await plantDead(3);
    await button("Send dead letters again …").click();
    await page.getByText("3 dead deliveries will be sent again.").waitFor();
    expect((await admin.store.stats()).deliveries).toMatchObject({ dead: 3, waiting: 0 });
    await button("Send 3 again").click();
    await page.getByText("3 deliveries queued again.").waitFor();
    expect((await admin.store.stats()).deliveries).toMatchObject({ dead: 0, waiting: 3 });
    await button("Stop").click();
    await page.getByText("3 deliveries taken back.").waitFor();
    expect((await admin.store.stats()).deliveries.dead).toBe(3);
  });

  it.each(["Escape", "Leave them"])("leaves the dead where the person says %s, and returns to where they were", async (way) => {
    await plantDead(1);
    await open("/deliveries");
    const opener = button("Send dead letters again …");
    await opener.focus();
    await page.keyboard.press("Enter");
    await page.getByText("1 dead delivery will be sent again.").waitFor();
    if (way === "Escape") await page.keyboard.press("Escape");
    else await button(way).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect((await admin.store.stats()).deliveries.dead).toBe(1);
    await expect.poll(() => opener.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
  });

  it("sends one dead letter again, and discards one after asking", async () => {
    await plantDead(2);
    await open("/deliveries?state=dead");
    await page
      .getByRole("link", { name: /support/ })
      .first()
      .click();
    await page.getByText("channel_not_found").first().waitFor();
    await button("Send again").click();
    await page.getByText("It is on its way again.").waitFor();
    expect((await admin.store.stats()).deliveries).toMatchObject({ dead: 1, waiting: 1 });
    await page.goto(`${admin.url}/deliveries?state=dead`);
    await page
      .locator("main .panel")
      .getByRole("link", { name: /support/ })
      .last()
      .click();
    await button("Discard").click();
    await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
    await page.getByText("Nothing is dead").waitFor();
    expect((await admin.store.stats()).deliveries.dead).toBe(0);
  });

  it("lets a person work on an incident by keyboard alone", async () => {
    await evaluate();
    await open("/incidents");
    const card = page.locator(".incident");
    await card.focus();
    await page.keyboard.press("c");
    await expect.poll(async () => (await admin.store.stats()).pending, { timeout: 15_000 }).toBe(2); // what was pressed, and the record of it
    await settle();
    await page.locator('.column[data-state="claimed"] .incident').waitFor();
    await page.locator('.column[data-state="claimed"] .incident').focus();
    await page.keyboard.press("Enter");
    await page.getByText("claimed by admin (admin)", { exact: false }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("counts before it forgets a conversation", async () => {
    await plantEvent(admin.store, { event: makeChat({ message: "hello", session: "s1" }) });
    await open("/sessions/s1");
    await button("Forget …").click();
    await page.getByText("1 events").waitFor();
    await button("Forget it").click();
    await page.getByText("Nothing has come in yet.").waitFor();
    expect(await admin.store.conversation("s1")).toBeUndefined();
  });

  it("says that the rules in use are not those of the file", async () => {
    await open();
    await isLive();
    admin.bus.emit({ name: "rules.refused", problems: 1, first: "rules.yaml:1:1: …" });
    await page.getByText("rules.yaml does not load").waitFor();
    admin.bus.emit({ name: "rules.loaded", version: "v2", rules: 4, changed: [] });
    await page.getByText("rules.yaml does not load").waitFor({ state: "hidden" });
  });

  it("checks rules while they are typed, without anything that the policy stops, and offers the difference to copy", async () => {
    await restart({ rules: rulesOf(someRules) });
    await open("/rules?tab=file");
    await page.getByText("no mistake").waitFor();
    const editor = page.getByRole("textbox", { name: "Text of rules.yaml" });
    await editor.focus();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("ruls: []");
    await page.locator(".diagnostics", { hasText: "ruls" }).waitFor();
    await button("Copy the diff").waitFor();
    expect(await button("Apply").count()).toBe(0);
    await page.getByText("without --edit").waitFor();
    await button("Back to what runs").click();
    await page.getByText("no mistake").waitFor();
    expect(complaints).toEqual([]);
  });

  it("puts an edit over no version but the one that it began from", async () => {
    const bases: string[] = [];
    const replace: RulesAccess["replace"] = async ({ baseVersion }) => {
      bases.push(baseVersion);
      return { kind: "conflict", version: "v2", message: "Somebody has changed them." };
    };
    const [one, other] = [rulesOf(someRules, replace), rulesOf(`${someRules}# of another\n`, replace)];
    let running = one;
    await restart({ rules: { ...one, current: () => running.current(), text: () => running.text() } });
    await open("/rules?tab=file");
    await page.getByText("no mistake").waitFor();
    await page.getByRole("textbox", { name: "Text of rules.yaml" }).focus();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("# mine");
    await page.getByText("edited", { exact: true }).waitFor();
    await page.getByText("no mistake").waitFor();
    running = other;
    admin.bus.emit({ name: "rules.loaded", version: "v2", rules: 1, changed: [] });
    await page.getByText(`version ${other.current().version.slice(0, 8)} runs`).waitFor();
    await button("Apply").click();
    await page.getByText("Somebody else has changed the rules").waitFor();
    expect(bases).toEqual([one.current().version]);
  });

  it("shows which events a sender's sample becomes, and what the rules would do with them", async () => {
    await restart({ rules: rulesOf(someRules) });
    await open("/try");
    await page.getByText("Or a body as a sender writes it").click();
    await page.getByLabel("Sender").selectOption("vapi");
    await page.getByLabel("Sample").selectOption("chat.push");
    await page.locator(".next-body button").click();
    await page.locator(".arrival", { hasText: "#support" }).first().waitFor();
    expect(await page.locator(".turn.simulated").first().textContent()).toContain("I want to speak to a human");
    await page.getByLabel("Body of the request").fill("{");
    await page.locator(".next-body button").click();
    await page.getByText("becomes no event: it would be quarantined: invalid_json").waitFor();
    expect(complaints).toEqual([]);
  });

  it("shows what the rules would do in a conversation that is made up, and how the message would arrive", async () => {
    await restart({ rules: rulesOf(someRules) });
    await open("/try");
    await page.getByLabel("What is said").fill("a <b>human</b> please");
    await page.keyboard.press("Enter");
    await page.locator(".arrival", { hasText: "#support" }).first().waitFor();
    expect(await page.locator(".arrival").first().textContent()).toContain("a <b>human</b> please");
    expect((await admin.store.stats()).events).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("lets a person say something as a visitor, in one conversation, where that is possible", async () => {
    const said: (readonly string[])[] = [];
    await restart({
      tryOut({ text, session }) {
        said.push([text, session]);
        return Promise.resolve({ status: 200, eventId: undefined });
      },
    });
    await open("/try");
    for (const words of ["I want a human", "now"]) {
      await page.getByLabel("Say something as a visitor").fill(words);
      await button("Say it").click();
      await page.getByText("The relay answered 200.").waitFor();
      await expect.poll(() => said.at(-1)?.[0]).toBe(words);
    }
    expect(new Set(said.map(([, session]) => session)).size).toBe(1);
  });

  it("shows times in the zone of the rules, with its name", async () => {
    await restart({ timezone: () => "Asia/Tokyo" });
    await plantEvent(admin.store, { event: makeChat({ message: "hello", session: "s1" }) });
    await open("/sessions/s1");
    await page.getByText("Times in Asia/Tokyo").waitFor();
    const shown = await page.locator(".turn time").getAttribute("title");
    const at = await page.locator(".turn time").getAttribute("datetime");
    expect(shown).toContain("Asia/Tokyo");
    expect(shown).toContain(new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Tokyo", timeStyle: "medium" }).format(new Date(at ?? "")));
  });

  it("speaks German to who wants it, and remembers that", async () => {
    await open();
    await page.getByRole("button", { name: "Language" }).click();
    await page.getByRole("menuitem", { name: "Deutsch" }).click();
    await page.getByRole("link", { name: "Gespräche", exact: true }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Übersicht" }).waitFor();
    expect(await page.evaluate("document.documentElement.lang")).toBe("de");
  });

  it("is dark or light as it is chosen", async () => {
    await open();
    await page.getByRole("button", { name: "Light or dark" }).click();
    await page.getByRole("menuitem", { name: "Dark" }).click();
    expect(await page.evaluate("getComputedStyle(document.documentElement).colorScheme")).toBe("dark");
  });
});
