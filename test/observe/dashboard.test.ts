import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { type AdminOverride, type RunningAdmin, startAdmin } from "../support/admin.ts";
import { chromiumPath, type OpenBrowser, openBrowser } from "../support/browser.ts";
import { makeChat } from "../support/make.ts";
import { programOf } from "../support/program.ts";
import { makeAccepted, makeAttempted, makeEvaluated } from "../support/signals.ts";
import { endDeliveries, plantEvent, refusedForGood } from "../support/stored.ts";

if (chromiumPath === undefined) console.warn("The live page is not tested: install Chromium (apt-get install chromium).");

describe.skipIf(chromiumPath === undefined)("the live page", () => {
  let browser: OpenBrowser;
  let admin: RunningAdmin;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  beforeEach(() => visit());
  afterEach(async () => {
    await page.close();
    await admin.close();
  });

  async function visit(override: AdminOverride = {}): Promise<void> {
    admin = await startAdmin(override);
    ({ page, complaints } = await browser.open(admin.url));
  }

  async function revisit(override: AdminOverride): Promise<void> {
    await page.close();
    await admin.close();
    await visit(override);
  }

  const isLive = () => page.getByText("live", { exact: true }).waitFor();

  async function plantDead(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await plantEvent(admin.store, { event: makeChat({ message: `human ${index}` }), to: ["support"] });
    }
    await endDeliveries(admin.store, "support", refusedForGood);
    admin.bus.emit(makeAttempted({ outcome: "refused", state: "dead", reason: "permanent" }));
  }

  it("shows an event while it comes in, what was said, which rule held and why", async () => {
    await isLive();
    expect(await page.getByText("Nothing has come in yet.").isVisible()).toBe(true);
    await plantEvent(admin.store, { event: makeChat({ message: "I want a human" }), because: "the message holds “human”" });
    admin.bus.emit(makeAccepted());
    admin.bus.emit(makeEvaluated());
    const row = page.locator(".event", { hasText: "asks-for-a-human" });
    await row.waitFor();
    expect(await row.textContent()).toContain("“I want a human”");
    expect(await row.textContent()).toContain("the message holds “human”");
    expect(complaints).toEqual([]);
  });

  it("opens a row by keyboard, and shows every rule and the bytes as they came", async () => {
    await plantEvent(admin.store, { raw: '{ "timestamp": 1705312200.0 }' });
    admin.bus.emit(makeEvaluated());
    const row = page.locator(".event").first();
    await row.locator("summary").focus();
    await page.keyboard.press("Enter");
    await row.getByText("not: frustration saw 0.12").waitFor();
    expect(await row.locator("pre").textContent()).toBe('{ "timestamp": 1705312200.0 }');
  });

  it("keeps a row open, and the focus on it, while others come in", async () => {
    await plantEvent(admin.store, { event: makeChat({ message: "first" }) });
    admin.bus.emit(makeEvaluated());
    const first = page.locator(".event", { hasText: "first" });
    await first.locator("summary").focus();
    await page.keyboard.press("Enter");
    await first.locator("pre").waitFor();
    await plantEvent(admin.store, { event: makeChat({ message: "second" }) });
    admin.bus.emit(makeEvaluated());
    await page.locator(".event", { hasText: "second" }).waitFor();
    expect(await first.locator("pre").isVisible()).toBe(true);
    expect(await first.locator("summary").evaluate((summary) => summary === summary.ownerDocument.activeElement)).toBe(true);
  });

  it("W04 shows hostile text as text, wherever it comes from, also in opened rows", async () => {
    const hostile = '<img src=x onerror="window.hurt=1"></script><script>window.hurt=1</script><a href="javascript:window.hurt=1">x</a>';
    const event = makeChat({ message: hostile, session: hostile, agent: hostile, type: hostile });
    await plantEvent(admin.store, { event, raw: hostile, rule: hostile, because: hostile, to: [hostile], text: hostile });
    await endDeliveries(admin.store, hostile, { kind: "refused", reason: "permanent", detail: hostile });
    admin.health.know({ insecure: false, preview: false, destinations: [{ name: hostile, type: hostile }], critical: [] });
    admin.bus.emit({ name: "destination.paused", to: hostile, reason: "credentials", detail: hostile });
    admin.bus.emit(makeEvaluated({ id: hostile, rules: [hostile], queued: [hostile] }));
    admin.bus.emit(makeAttempted({ to: hostile, rule: hostile, detail: hostile, outcome: "refused", state: "dead" }));
    await page.locator(".event summary").first().click();
    await page.locator(".event pre").waitFor();
    await page.locator(".delivery summary").first().click();
    await page.locator(".delivery pre").waitFor();
    await page.locator("#dead td").first().waitFor();
    await page.locator(".notice").first().waitFor();
    const injected = page.locator("main img, main a, main script, [onerror], [href^='javascript:']");
    expect(await injected.count()).toBe(0);
    expect(await page.evaluate("window.hurt")).toBeUndefined();
    expect(await page.locator(".event .said").textContent()).toContain("<img src=x");
    expect(complaints).toEqual([]);
  });

  it("W04 stops code that would get into the page all the same", async () => {
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
    await plantDead(3);
    await page.getByRole("button", { name: "Send again…" }).click();
    await page.getByText("3 dead deliveries will be sent again.").waitFor();
    expect((await admin.store.stats()).deliveries).toMatchObject({ dead: 3, waiting: 0 });
    await page.getByRole("button", { name: "Send 3 again" }).click();
    await page.getByText("3 deliveries queued again.").waitFor();
    expect((await admin.store.stats()).deliveries).toMatchObject({ dead: 0, waiting: 3 });
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("3 deliveries taken back.").waitFor();
    expect((await admin.store.stats()).deliveries.dead).toBe(3);
  });

  it.each(["Escape", "Leave them"])("leaves the dead where the person says %s", async (way) => {
    await plantDead(1);
    await page.getByRole("button", { name: "Send again…" }).click();
    await page.getByText("1 dead delivery will be sent again.").waitFor();
    if (way === "Escape") await page.keyboard.press("Escape");
    else await page.getByRole("button", { name: way }).click();
    await page.locator("#confirm").waitFor({ state: "hidden" });
    expect((await admin.store.stats()).deliveries.dead).toBe(1);
  });

  it("finds back to a relay that was away, and shows what came meanwhile", async () => {
    await isLive();
    const { port, store } = admin;
    await admin.close();
    await page.getByText("reconnecting").waitFor();
    await plantEvent(store, { event: makeChat({ message: "while it was away" }) });
    admin = await startAdmin({ port, store });
    await isLive();
    await page.getByText("“while it was away”").waitFor();
  });

  it("takes the token from its address, and out of it", async () => {
    await page.close();
    await admin.close();
    admin = await startAdmin({
      access: { tokens: [{ name: "ada", role: "responder", token: "a-token-of-some-length" }], from: "environment" },
    });
    ({ page, complaints } = await browser.open(`${admin.url}/#token=a-token-of-some-length`));
    await isLive();
    await page.getByText("ada · responder").waitFor();
    expect(page.url()).toBe(`${admin.url}/`);
    expect(complaints).toEqual([]);
  });

  it("says to a viewer that texts are masked, in the place of each", async () => {
    await page.close();
    await admin.close();
    admin = await startAdmin({
      access: { tokens: [{ name: "vi", role: "viewer", token: "a-token-of-some-length" }], from: "environment" },
      masksForViewers: () => true,
    });
    await plantEvent(admin.store, {
      event: makeChat({ message: "canary" }),
      raw: "canary",
      because: "canary",
      to: ["support"],
      text: "canary",
    });
    await endDeliveries(admin.store, "support", { kind: "refused", reason: "permanent", detail: "canary" });
    ({ page, complaints } = await browser.open(`${admin.url}/#token=a-token-of-some-length`));
    await page.getByText("Texts are masked for you").waitFor();
    const event = page.locator(".event").first();
    await event.locator("summary").click();
    await event.getByText("The bytes as they came are shown to the role admin only.").waitFor();
    expect(await event.locator(".said").textContent()).toBe("“(masked)”");
    const delivery = page.locator(".delivery").first();
    await delivery.locator("summary").click();
    await delivery.getByText("It is masked for the role viewer.").waitFor();
    expect(await page.content()).not.toContain("canary");
    expect(complaints).toEqual([]);
  });

  it("asks for the token once, says when it is wrong, and forgets it with the tab", async () => {
    await revisit({ token: "right-token" });
    const field = page.getByRole("textbox", { name: "Admin token" });
    await field.fill("wrong-token");
    await page.keyboard.press("Enter");
    await page.getByText("That token was not accepted.").waitFor();
    await field.fill("right-token");
    await page.keyboard.press("Enter");
    await isLive();
    await page.reload();
    await isLive();
    expect(await page.locator("#sign-in").isVisible()).toBe(false);
    expect(await page.evaluate("localStorage.length")).toBe(0);
  });

  it("shows who looks after what, and lets a person do it", async () => {
    const planner = createPlanner(programOf([{ name: "asks", when: { keywords: "human" }, then: [{ to: "desk", settings: {} }] }]));
    const evaluate = async () => {
      await admin.store.evaluate(10, planner);
      admin.bus.emit(makeEvaluated());
    };
    await isLive();
    await admin.store.accept({ kind: "event", event: makeChat({ message: "a <b>human</b>", session: "s1" }), raw: new Uint8Array() });
    await evaluate();
    const row = page.locator(".incident");
    await row.waitFor();
    expect(await row.textContent()).toMatch(/openasks.*s1.*found 1 time/);
    await row.getByRole("button", { name: "Claim" }).click();
    await expect.poll(async () => (await admin.store.stats()).pending, { timeout: 15_000 }).toBe(2);
    await evaluate();
    await page.locator(".incident", { hasText: "claimed" }).waitFor();
    expect(await page.locator(".incident .chip").textContent()).toBe("claimed");
    expect(complaints).toEqual([]);
  });

  it("offers to say something as a visitor, where that is possible", async () => {
    const said: string[] = [];
    await revisit({
      tryOut({ text }) {
        said.push(text);
        return Promise.resolve({ status: 200, eventId: "e1" });
      },
    });
    await page.getByLabel("Say something as a visitor").fill("I want a human");
    await page.getByRole("button", { name: "Say it" }).click();
    await page.getByText("accepted", { exact: true }).waitFor();
    expect(said).toEqual(["I want a human"]);
  });

  it("C01 says that the rules in use are not those of the file", async () => {
    await isLive();
    admin.bus.emit({ name: "rules.refused", problems: 1, first: "rules.yaml:1:1: …" });
    await page.getByText("rules.yaml does not load").waitFor();
    admin.bus.emit({ name: "rules.loaded", version: "v2", rules: 4, changed: [] });
    await page.getByText("rules.yaml does not load").waitFor({ state: "hidden" });
    expect(await page.getByText("4 rules").isVisible()).toBe(true);
  });

  it("fits a small screen without scrolling sideways", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await plantDead(2);
    await page.locator("#dead td").first().waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  });
});
