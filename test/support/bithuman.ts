/** bitHuman on loopback, which answers as its own samples do: who am I, runtime sessions and their messages, rooms of an agent, credits. */

import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import {
  agentCode,
  agentSessions,
  creditSummary,
  type Envelope,
  type ErrorSample,
  envelopes,
  errorAnswer,
  knowledgeRow,
  me,
  runtimeSessions,
  sessionRow,
  spoke,
  transcript,
  userId,
} from "./bithuman-samples.ts";

export interface FakeConversation {
  readonly id: string;
  readonly room: string;
  readonly started: number;
  readonly lastSeen: number;
  readonly lines: readonly { readonly role: "user" | "assistant"; readonly message: string; readonly at: number }[];
  /** An avatar that somebody hosts themselves has none. */
  readonly hasTranscript?: boolean;
}

export interface FakeBithuman {
  readonly url: string;
  readonly secret: string;
  readonly agent: string;
  /** What it knows; may be changed. */
  conversations: readonly FakeConversation[];
  /** Wraps every success; undefined: each call has the envelope of bitHuman's own sample. */
  envelope: Envelope | undefined;
  /** Rooms of its agent in which somebody is. */
  rooms: Parameters<typeof agentSessions>[0];
  credits: object;
  /** What all sessions together cost, in credits a minute, and how many there are. */
  burning: { readonly rate: number; readonly active: number };
  /** What was said into a room. */
  readonly spoken: readonly { readonly path: string; readonly body: string }[];
  /** Files for its knowledge. */
  readonly uploads: readonly { readonly name: string; readonly file: string; readonly text: string }[];
  /** Paths that were asked for. */
  readonly asked: readonly string[];
  /** What the next requests are answered instead. */
  readonly faults: ErrorSample[];
  /** The same for a path. */
  readonly faultsFor: Map<string, ErrorSample[]>;
  close(): Promise<void>;
}

const iso = (at: number) => new Date(at).toISOString();

const path = {
  list: `/v2/${userId}/runtime-sessions?`,
  messages: new RegExp(`^/v2/${userId}/runtime-sessions/([^/]+)/messages$`),
};

export function messagesPath(id: string): string {
  return `/v2/${userId}/runtime-sessions/${id}/messages`;
}

/** What back-fill asks for first. */
export const listPath = `/v2/${userId}/runtime-sessions?window=recent&kind=conversations&limit=200`;

export async function openBithuman(): Promise<FakeBithuman> {
  const asked: string[] = [];
  const spoken: { path: string; body: string }[] = [];
  const uploads: { name: string; file: string; text: string }[] = [];
  const fake: Omit<FakeBithuman, "url" | "close"> = {
    secret: "canary-api-secret",
    agent: agentCode,
    conversations: [],
    envelope: undefined,
    rooms: [],
    credits: creditSummary,
    burning: { rate: 0, active: 0 },
    spoken,
    uploads,
    asked,
    faults: [],
    faultsFor: new Map(),
  };

  async function answerTo({ url = "", headers }: IncomingMessage, sent: string): Promise<ErrorSample> {
    asked.push(url);
    if (headers["api-secret"] !== fake.secret || !headers["user-agent"]?.startsWith("avatar-relay/")) return errorAnswer("UNAUTHORIZED");
    const fault = fake.faults.shift() ?? fake.faultsFor.get(url)?.shift();
    if (fault !== undefined) return fault;
    if (url === "/v1/knowledge/files") return { status: 201, body: JSON.stringify(await learn(headers["content-type"] ?? "", sent)) };
    return { status: 200, body: JSON.stringify(told(url, sent)) };
  }

  function told(url: string, sent: string): object {
    const wrap = (usual: Envelope) => fake.envelope ?? usual;
    if (url === "/v1/me") return wrap(envelopes.status)(me);
    if (url === "/v1/validate") return { valid: true };
    if (url === "/v2/credit-summaries") return wrap(envelopes.success)(fake.credits);
    if (url === `/v1/agent/${agentCode}/sessions`) return wrap(envelopes.bare)(agentSessions(fake.rooms));
    if (url.startsWith(path.list)) return wrap(envelopes.success)(runtimeSessions(fake.conversations.map(row), fake.burning));
    if (url.startsWith("/v1/agent/")) return wrap(envelopes.bare)(hear(url, sent));
    const id = path.messages.exec(url)?.[1] ?? "";
    const lines = fake.conversations.find((each) => each.id === id)?.lines ?? [];
    return wrap(envelopes.success)(
      transcript(
        id,
        lines.map(({ role, message, at }) => ({ timestamp: iso(at), role, message })),
      ),
    );
  }

  /** The form is read by Node's own parser. */
  async function learn(type: string, sent: string): Promise<object> {
    const form = await new Response(sent, { headers: { "content-type": type } }).formData();
    const file = form.get("file") as File; // the reference's field for the document
    const upload = { name: String(form.get("name")), file: file.name, text: await file.text() };
    uploads.push(upload);
    return (fake.envelope ?? envelopes.bare)(knowledgeRow(upload.file, upload.text.length));
  }

  function hear(url: string, body: string): object {
    spoken.push({ path: url, body });
    const { room_id: room } = JSON.parse(body) as { room_id: string }; // the relay never speaks without a room
    return spoke({ rooms: [room] });
  }

  function row({ id, room, started, lastSeen, hasTranscript = true }: FakeConversation): object {
    return sessionRow({ id, room_name: room, started: iso(started), last_seen: iso(lastSeen), has_transcript: hasTranscript });
  }

  const server = createServer((request, response) => {
    void text(request).then(async (sent) => {
      const { status, body } = await answerTo(request, sent);
      response.writeHead(status, { "content-type": body.startsWith("<") ? "text/html" : "application/json" }).end(body);
    });
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
