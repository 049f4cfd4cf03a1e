import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { day, hour, minute, plus, second } from "../../src/core/time.ts";
import { createGrouping } from "../../src/insights/questions/grouping.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import type { Insights } from "../../web/src/api.ts";
import { type RunningAdmin, startAdmin } from "../support/admin.ts";
import { chromiumPath, type OpenBrowser, openBrowser } from "../support/browser.ts";
import { root } from "../support/build.ts";
import { makeChat, monday } from "../support/make.ts";
import { buildPage, buildPatience } from "../support/page.ts";
import { programOf } from "../support/program.ts";
import { countAll, live, type Visited, visits } from "../support/visits.ts";

if (chromiumPath === undefined) console.warn("The insights page is not tested: install Chromium (apt-get install chromium).");

const hostile = '"><img src=x onerror=alert(1)><script>alert(2)</script>';

describe.skipIf(chromiumPath === undefined)("the insights page", () => {
  let browser: OpenBrowser;
  let folder: string;
  let store: Store;
  let admin: RunningAdmin;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    buildPage();
    browser = await openBrowser(readFileSync(join(root, "web/node_modules/axe-core/axe.min.js"), "utf8"));
  }, buildPatience);
  afterAll(() => browser.close());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "avatar-relay-insights-"));
    const opened = await openSqliteStore({ folder, pid: process.pid, fatal: (_, error) => expect.unreachable(String(error)) });
    store = opened.kind === "opened" ? opened.store : expect.unreachable(opened.kind);
    admin = await startAdmin({ store, now: () => monday });
  });
  afterEach(async () => {
    await page.close();
    await admin.close();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  async function open(path = "/insights"): Promise<void> {
    ({ page, complaints } = await browser.open(`${admin.url}${path}`));
  }

  const insights = async (query: string) => (await (await fetch(`${admin.url}/api/insights?${query}`)).json()) as Insights; // tests of the API know its shape
  const tile = (name: string) => page.locator(".tile", { hasText: name }).locator(".figure").textContent();
  const twoWeeks = { from: plus(monday, -14 * day), hours: 14 * 24 };

  it("shows what the API counts, beside the span before", async () => {
    await live(store, visits({ seed: 3, sessions: 120, ...twoWeeks }));
    await open();
    await page.getByText("against the span before").first().waitFor();
    const answer = await insights("since=7d");
    expect(await tile("Conversations")).toBe(String(answer.sessions));
    expect(await tile("Without an answer")).toBe(String(answer.unanswered));
    expect(await page.locator(".chart rect.bar").count()).toBe(answer.by_day.length);
    expect(await page.locator(".heat tbody td").count()).toBe(7 * 24);
    expect(complaints).toEqual([]);
  });

  it("keeps period and agent in the address, so that a link shows the same", async () => {
    await live(store, visits({ seed: 3, sessions: 120, ...twoWeeks }));
    await open();
    await page.getByRole("button", { name: "agent-1" }).click();
    await page.getByLabel("Within").selectOption("30d");
    await page.waitForURL(/agent=agent-1.*since=30d/);
    const { sessions } = await insights("since=30d&agent=agent-1");
    await expect.poll(() => tile("Conversations")).toBe(String(sessions));
    await expect.poll(() => page.locator("section:has(h2:text-is('Agents')) tbody tr").count()).toBe(1);
    await page.reload();
    await expect.poll(() => tile("Conversations")).toBe(String(sessions));
  });

  it("exports the hours of the span as CSV", async () => {
    await live(store, visits({ seed: 3, sessions: 12, ...twoWeeks }));
    await open("/insights?since=30d");
    const saved = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export as CSV" }).click();
    const text = readFileSync(await (await saved).path(), "utf8");
    expect(text).toMatch(/^hour,agent,source,language,sessions,/);
    expect(text.split("\r\n").length).toBeGreaterThan(10);
  });

  it("says so where nothing was counted", async () => {
    await open();
    await page.getByText("Nothing was counted in this span.").waitFor();
    await page.getByText("No rule found anything in this span.").waitFor();
  });

  it("shows names only as text", async () => {
    const event = makeChat({ agent: hostile, occurredAt: plus(monday, -minute), receivedAt: plus(monday, -minute) });
    await live(store, [
      { event, reading: { frustration: 0.1, session: 0.1, repeat: 0, wants_human: 0 }, rules: [hostile] } satisfies Visited,
    ]);
    await open();
    await page.getByRole("button", { name: hostile }).waitFor();
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  /** Two visitors ask the same and get no answer; a third one gets one to something else. */
  async function ask(): Promise<void> {
    const at = (seconds: number) => ({
      occurredAt: plus(monday, -hour + seconds * second),
      receivedAt: plus(monday, -hour + seconds * second),
    });
    const said = [
      makeChat({ ...at(0), session: "s1", role: "user", message: "Where can I park my car near the museum?" }),
      makeChat({ ...at(5), session: "s1", role: "agent", message: "I'm sorry, I don't know the answer to that." }),
      makeChat({ ...at(10), session: "s2", role: "user", message: "where can i park my car near the museum" }),
      makeChat({ ...at(15), session: "s2", role: "agent", message: "I'm sorry, I don't know the answer to that." }),
      makeChat({ ...at(20), session: "s3", role: "user", message: "How much is a ticket for two adults?" }),
      makeChat({ ...at(25), session: "s3", role: "agent", message: "Two adults pay thirty euros." }),
    ];
    const planner = createPlanner({ ...programOf([{ name: "greets", when: { keywords: ["hello"] } }]), readsAll: true });
    for (const event of said) await store.accept({ kind: "event", event, raw: new Uint8Array() });
    while ((await store.evaluate(100, planner)).count > 0);
    await countAll(store);
    while ((await store.groupQuestions(createGrouping)).count > 0);
  }

  it("lists what nobody answered first, and each quote opens its conversation at the turn", async () => {
    await ask();
    await open();
    const first = page.locator(".question").first();
    await first.getByText("100% unanswered").waitFor();
    expect(await first.locator(".question-words").textContent()).toMatch(/park my car/i);
    expect(await first.textContent()).toContain("asked 2 times");
    await first.getByText("In their words").click();
    await first.getByRole("link").first().click();
    await page.waitForURL(/\/sessions\/.+#turn-/);
    await page.getByText("I'm sorry, I don't know the answer to that.").waitFor();
    expect(complaints).toEqual([]);
  });

  it("takes the answer that a person writes, by keyboard alone, and shows it with its share before and after", async () => {
    await ask();
    await open();
    await page.locator(".question").first().getByRole("button", { name: "Answer it…" }).focus();
    await page.keyboard.press("Enter");
    const field = page.getByLabel("What the agent should say (Markdown)");
    await field.focus();
    await page.keyboard.type("Park in Mill Lane, two minutes on foot.");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const written = page.locator(".written");
    await written.getByText("Park in Mill Lane, two minutes on foot.").waitFor();
    await written.getByText("Unanswered before: 100%. Since then: –.").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    const [{ num } = expect.unreachable("no question")] = (
      await store.questions({ since: plus(monday, -day), until: monday, sort: "times", limit: 1 })
    ).rows;
    expect((await store.question(num))?.answers.map(({ text }) => text)).toEqual(["Park in Mill Lane, two minutes on foot."]);
  });

  it.each([
    [1400, "light"],
    [1400, "dark"],
    [390, "light"],
    [390, "dark"],
  ] as const)(
    "is right for axe at %i px, %s, with figures, questions and the dialog, and never scrolls sideways",
    async (width, colorScheme) => {
      await live(store, visits({ seed: 5, sessions: 40, ...twoWeeks }));
      await ask();
      await open();
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.locator(".question").first().waitFor();
      const found = `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target).join(" ")))`;
      expect(await page.evaluate(found)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
      await page.getByRole("button", { name: "Answer it…" }).first().click();
      await page.getByLabel("What the agent should say (Markdown)").waitFor();
      expect(await page.evaluate(found)).toEqual([]);
    },
  );
});
