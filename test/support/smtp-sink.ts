/** A real mail server on loopback that can refuse at each step of the conversation. */

import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

/** A letter that the server has taken. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came over the wire. */
  readonly raw: string;
  /** As a mail reader sees it. */
  readonly letter: Email;
}

/** What the server does with one conversation. */
export type SmtpStep =
  /** Answers a command with a code and a text. */
  | { readonly at: "greeting" | "auth" | "mail" | "rcpt" | "data"; readonly code: number; readonly text: string }
  /** Takes the letter, and the answer gets lost. */
  | { readonly at: "lost" }
  /** Never answers after the letter. */
  | { readonly at: "hang" };

export interface SmtpSink {
  /** For SMTP_URL, with user and password. */
  readonly url: string;
  readonly mails: readonly TakenMail[];
  /** Letters whose last line was read, whatever was answered. */
  readonly received: number;
  /** What to do in the next conversations, one step each. */
  script(...steps: readonly SmtpStep[]): void;
  /** Waits until that many letters were read. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A secret to look for: no outcome, body or error may hold it. */
export const smtpPassword = "canary-smtp-password";

/** Opens a mail server on a free port. */
export async function openSmtpSink(): Promise<SmtpSink> {
  const steps: SmtpStep[] = [];
  const mails: TakenMail[] = [];
  const counted = new EventTarget();
  let received = 0;

  /** Takes the next step where it is about this command. */
  function refusal(at: SmtpStep["at"]): Error | undefined {
    const [step] = steps;
    if (step?.at !== at || !("code" in step)) return undefined;
    steps.shift();
    return Object.assign(new Error(step.text), { responseCode: step.code });
  }

  /** Reads the letter into the list, unless it is refused, and says how to answer. */
  async function take(envelope: Envelope, raw: string): Promise<(done: Done) => void> {
    const refused = refusal("data");
    if (refused === undefined) mails.push(await taken(envelope, raw));
    received += 1;
    counted.dispatchEvent(new Event("read"));
    const fate = steps[0]?.at;
    if (fate !== "lost" && fate !== "hang") return (done) => done(refused ?? null);
    steps.shift();
    return fate === "lost" ? hangUp : () => undefined;
  }

  function hangUp(): void {
    for (const socket of sockets) socket.destroy();
  }

  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    authOptional: true,
    allowInsecureAuth: true,
    logger: false,
    closeTimeout: 1,
    onConnect: (_session, done) => done(refusal("greeting")),
    onAuth: ({ password }, _session, done) => {
      const refused = refusal("auth");
      if (refused !== undefined) done(refused);
      else done(null, password === smtpPassword ? { user: "relay" } : {});
    },
    onMailFrom: (_address, _session, done) => done(refusal("mail")),
    onRcptTo: (_address, _session, done) => done(refusal("rcpt")),
    onData: (stream, { envelope }, done) => {
      void read(stream as AsyncIterable<Buffer>) // bytes, since no encoding is set
        .then((raw) => take(envelope, raw))
        .then((answer) => answer(done));
    },
  });
  const sockets = new Set<Socket>();
  server.server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("error", () => undefined); // connections that the test breaks
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");

  return {
    url: `smtp://relay:${smtpPassword}@127.0.0.1:${(server.server.address() as AddressInfo).port}`, // it listens on a port, not on a path
    mails,
    get received() {
      return received;
    },
    script: (...more) => {
      steps.push(...more);
      // Greeting and password belong to the beginning of a conversation.
      if (more.some(({ at }) => at === "greeting" || at === "auth")) hangUp();
    },
    until: async (count) => {
      while (received < count) await once(counted, "read");
    },
    close: async () => {
      hangUp();
      await new Promise<void>((done) => server.close(done));
    },
  };
}

type Done = (error?: Error | null) => void;

async function read(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

interface Envelope {
  readonly mailFrom: false | { readonly address: string };
  readonly rcptTo: readonly { readonly address: string }[];
}

async function taken({ mailFrom, rcptTo }: Envelope, raw: string): Promise<TakenMail> {
  const from = mailFrom === false ? "" : mailFrom.address;
  return { from, to: rcptTo.map(({ address }) => address), raw, letter: await PostalMime.parse(raw) };
}
