/** bitHuman's own record of conversations, on loopback: who am I, runtime sessions, and their messages. */

import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeConversation {
  readonly id: string;
  readonly room: string;
  readonly started: number;
  readonly lastSeen: number;
  readonly lines: readonly { readonly role: "user" | "assistant"; readonly message: string; readonly at: number }[];
  /** An avatar that somebody hosts themselves has none. */
  readonly hasTranscript?: boolean;
}

interface FakeAnswer {
  readonly status: number;
  readonly body: string;
}

export interface FakeBithuman {
  readonly url: string;
  readonly secret: string;
  readonly agent: string;
  /** What it knows; may be changed. */
  conversations: readonly FakeConversation[];
  /** Paths that were asked for. */
  readonly asked: readonly string[];
  /** What the next requests are answered instead. */
  readonly faults: FakeAnswer[];
  /** The same for a path. */
  readonly faultsFor: Map<string, FakeAnswer[]>;
  close(): Promise<void>;
}

const iso = (at: number) => new Date(at).toISOString();

export async function openBithuman(): Promise<FakeBithuman> {
  const asked: string[] = [];
  const fake: Omit<FakeBithuman, "url" | "close"> = {
    secret: "canary-api-secret",
    agent: "A80HVD8577",
    conversations: [],
    asked,
    faults: [],
    faultsFor: new Map(),
  };

  function answerTo({ url = "", headers }: IncomingMessage): FakeAnswer {
    asked.push(url);
    if (headers["api-secret"] !== fake.secret || !headers["user-agent"]?.startsWith("avatar-relay/"))
      return { status: 401, body: JSON.stringify({ error: { code: "UNAUTHORIZED" }, status: "error", status_code: 401 }) };
    return fake.faults.shift() ?? fake.faultsFor.get(url)?.shift() ?? { status: 200, body: JSON.stringify(told(url)) };
  }

  function told(url: string): object {
    if (url === "/v1/me") return { data: { user_id: "user_1" } };
    if (url.startsWith("/v2/user_1/runtime-sessions?")) return { sessions: fake.conversations.map(row) };
    const id = /^\/v2\/user_1\/runtime-sessions\/([^/]+)\/messages$/.exec(url)?.[1];
    const lines = fake.conversations.find((each) => each.id === id)?.lines ?? [];
    return { messages: lines.map(({ role, message, at }) => ({ timestamp: iso(at), role, message })) };
  }

  function row({ id, room, started, lastSeen, hasTranscript = true }: FakeConversation): object {
    return {
      id,
      agent_code: fake.agent,
      room_name: room,
      started: iso(started),
      last_seen: iso(lastSeen),
      has_transcript: hasTranscript,
      status: "ended",
    };
  }

  const server = createServer((request, response) => {
    const { status, body } = answerTo(request);
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a path
  return Object.assign(fake, {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
}
