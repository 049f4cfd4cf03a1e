import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { minute, plus } from "../../../src/core/time.ts";
import { ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { makeChat, monday } from "../../support/make.ts";
import { makeAccepted, makeAttempted, makeEvaluated } from "../../support/signals.ts";
import { plantEvent } from "../../support/stored.ts";

let admin: RunningAdmin;
const sockets: Socket[] = [];

beforeEach(async () => {
  admin = await startAdmin();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await admin.close();
});

interface Follower {
  /** Resolves with what was received since the last call, once it holds `wanted`. */
  until(wanted: string): Promise<string>;
  readonly response: Response;
}

async function follow(headers: Record<string, string> = {}, query = ""): Promise<Follower> {
  const response = await fetch(`${admin.url}/api/stream${query}`, { headers });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  return {
    response,
    async until(wanted) {
      let text = "";
      while (!text.includes(wanted)) {
        const part = await reader?.read();
        if (part === undefined || part.done) throw new Error(`the stream ended before ${wanted}`);
        text += part.value;
      }
      return text;
    },
  };
}

function idsIn(text: string): readonly string[] {
  return [...text.matchAll(/^data: .*"id":"([^"]*)"/gm)].map(([, id]) => id ?? "");
}

describe("the stream of one conversation", () => {
  const changed = (...sessions: readonly string[]) => {
    const conversations = sessions.map((session) => ({ id: `conversation-${session}`, session }));
    admin.bus.emit({ name: "conversations.changed", count: sessions.length, conversations });
  };
  const namesIn = (text: string) => [...text.matchAll(/^data: \{"name":"([^"]*)"/gm)].map(([, name]) => name);

  it.each(["session", "id"] as const)("tells whoever follows it by its %s what comes of it, and when that can be read", async (name) => {
    const event = makeChat({ session: "s1" });
    await plantEvent(admin.store, { event });
    const known = (await admin.store.conversation("s1"))?.conversation;
    const follower = await follow({}, `?session=${known?.[name]}`);
    for (const session of ["s2", "s1"]) {
      admin.bus.emit(makeAccepted({ id: `e-${session}`, session }));
      admin.bus.emit(makeEvaluated({ id: `e-${session}`, session }));
      admin.bus.emit(makeAttempted({ id: `d-${session}`, event: `e-${session}` }));
    }
    admin.bus.emit(makeAttempted({ id: "d-before", event: event.id }));
    changed("s2");
    changed("s3", "s1");
    const text = await follower.until("conversation.changed");
    const own = ["event.accepted", "event.evaluated", "delivery.attempted"];
    expect(namesIn(text)).toEqual([...own, "delivery.attempted", "conversation.changed"]);
    expect(text).not.toContain("s2");
    expect(text).toContain('{"name":"conversation.changed","id":"conversation-s1","session":"s1"}');
  });

  it("tells whoever follows it what other replicas do with it, also with events that only they know", async () => {
    const event = makeChat({ session: "s1" });
    await plantEvent(admin.store, { event });
    const id = (await admin.store.conversation("s1"))?.conversation.id ?? "";
    const follower = await follow({}, "?session=s1");
    const other = (more: object) => admin.bus.emit({ name: "replica.changed", signals: ["delivery.attempted"], accepted: 0, ...more });
    other({ conversations: [{ id: "another", session: "s2" }], events: ["another"] });
    other({ conversations: [], events: [event.id] });
    expect(namesIn(await follower.until("conversation.changed"))).toEqual(["conversation.changed"]);
    const later = makeChat({ session: "s1", message: "and again" });
    await plantEvent(admin.store, { event: later });
    other({ signals: ["conversations.changed"], conversations: [{ id, session: "s1" }], events: [] });
    await follower.until("conversation.changed");
    await expect
      .poll(async () => {
        other({ conversations: [], events: [later.id] });
        admin.bus.emit(makeAccepted({ id: "marker", session: "s1" }));
        return namesIn(await follower.until("marker"));
      })
      .toContain("conversation.changed");
    other({});
    expect(namesIn(await follower.until("conversation.changed"))).toEqual(["conversation.changed"]);
  });

  it("follows a session whose first event is still to come, and says to everybody else only how many have changed", async () => {
    const [one, all] = [await follow({}, "?session=new"), await follow()];
    changed("other", "new");
    expect(await one.until("new")).toContain("conversation.changed");
    expect(await all.until("conversations.changed")).toContain('{"name":"conversations.changed","count":2}');
  });
});

describe("the stream", () => {
  it("tells every signal to everyone who follows, in order", async () => {
    const [one, two] = [await follow(), await follow()];
    admin.bus.emit(makeAccepted({ id: "e1" }));
    admin.bus.emit(makeAccepted({ id: "e2" }));
    for (const follower of [one, two]) {
      expect(idsIn(await follower.until('"e2"'))).toEqual(["e1", "e2"]);
    }
  });

  it("is an event stream that no proxy keeps back", async () => {
    const { response } = await follow();
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(response.headers.get("cache-control")).toContain("no-transform");
    expect(response.headers.get("x-accel-buffering")).toBe("no");
  });

  it("says when a delivery is tried again, in the words of the API", async () => {
    const follower = await follow();
    admin.bus.emit(makeAttempted({ outcome: "later", state: "waiting", dueAt: plus(monday, minute) }));
    expect(await follower.until("due_at")).toContain('"due_at":"2026-03-02T09:01:00.000Z"');
  });

  it("goes on for a reader that comes back with the last id it saw", async () => {
    const follower = await follow({ "last-event-id": "999999" });
    admin.bus.emit(makeAccepted({ id: "after" }));
    expect(await follower.until("after")).toContain("id: 1");
  });

  it("keeps what an error of ours says in the log", async () => {
    const follower = await follow();
    admin.bus.emit({ name: "bug", where: "deliver", error: "canary" });
    expect(await follower.until('"bug"')).not.toContain("canary");
  });

  it("ends when the relay stops", async () => {
    const follower = await follow();
    await admin.close();
    await expect(follower.until("never")).rejects.toThrow();
  });

  it("opens nothing for a HEAD request", async () => {
    expect((await ask(admin.port, "/api/stream", { method: "HEAD" })).status).toBe(200);
  });

  // W05
  it("drops a reader that reads nothing, and the others miss nothing", async () => {
    const stalled = connect(admin.port, "127.0.0.1");
    sockets.push(stalled);
    stalled.write(`GET /api/stream HTTP/1.1\r\nhost: 127.0.0.1:${admin.port}\r\n\r\n`);
    await new Promise((resolve) => stalled.once("readable", resolve));
    const gone = new Promise<void>((resolve) => {
      stalled.once("error", () => resolve());
      stalled.once("close", () => resolve());
    });
    const healthy = await follow();
    const session = "x".repeat(10_000);
    const seen: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      for (let index = 0; index < 50; index += 1) admin.bus.emit(makeAccepted({ id: `${round}-${index}`, session }));
      seen.push(...idsIn(await healthy.until(`"${round}-49"`)));
    }
    stalled.resume(); // reads what the system has kept for it, and then finds the end
    await gone;
    admin.bus.emit(makeAccepted({ id: "last" }));
    expect([...seen, ...idsIn(await healthy.until('"last"'))]).toHaveLength(1_001);
  });
});
