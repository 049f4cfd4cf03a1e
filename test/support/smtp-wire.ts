/** The lines of SMTP as they cross the wire: a server that takes everything and repeats nothing (RFC 5321). */

import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

export interface SmtpWire {
  readonly port: number;
  /** What clients said, line by line, without the letters. */
  readonly commands: readonly string[];
  /** Lets those who wait have their greeting; only with `slow`. */
  greet(): void;
  /** Waits until somebody has connected. */
  connected(): Promise<void>;
  close(): Promise<void>;
}

export interface SmtpWireOptions {
  /** Says nothing before `greet` is called, as a server does that wants to see who is patient. */
  readonly slow?: boolean;
  /** What it offers after EHLO, e.g. `AUTH PLAIN`. */
  readonly offers?: readonly string[];
}

export async function openSmtpWire({ slow = false, offers = [] }: SmtpWireOptions = {}): Promise<SmtpWire> {
  const commands: string[] = [];
  const waiting: Socket[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    talk(socket, commands, offers);
    if (slow) waiting.push(socket);
    else hail(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const arrived = once(server, "connection");
  return {
    port: (server.address() as AddressInfo).port, // it listens on a port, not on a path
    commands,
    greet: () => waiting.splice(0).forEach(hail),
    connected: async () => void (await arrived),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function hail(socket: Socket): void {
  socket.write("220 mx.example.com ESMTP\r\n");
}

function talk(socket: Socket, commands: string[], offers: readonly string[]): void {
  let rest = "";
  let inLetter = false;
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\r\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (inLetter && line !== ".") continue;
      if (!inLetter) commands.push(line);
      socket.write(inLetter ? "250 2.0.0 taken\r\n" : answerTo(line, offers));
      inLetter = !inLetter && /^DATA$/i.test(line);
    }
  });
}

function answerTo(line: string, offers: readonly string[]): string {
  if (/^EHLO /i.test(line))
    return [...["mx.example.com", ...offers].map((each) => `250-${each}`), "250 SMTPUTF8"].join("\r\n").concat("\r\n");
  if (/^DATA$/i.test(line)) return "354 go on\r\n";
  if (/^STARTTLS$/i.test(line)) return "502 5.5.1 not here\r\n";
  if (/^AUTH PLAIN /i.test(line)) return "235 2.7.0 known\r\n";
  return /^QUIT$/i.test(line) ? "221 bye\r\n" : "250 2.0.0 ok\r\n";
}
