/** A real TCP proxy on loopback before a real PostgreSQL: it lets statements through, or does what it is told to with the next INSERT. */

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What the front does with one INSERT. */
export type PostgresStep =
  /** Answers with an error in place of the server. */
  | { readonly kind: "error"; readonly code: string; readonly message: string }
  /** The server does its work, and then its answer gets lost. */
  | { readonly kind: "lost" }
  /** Reads, and never answers. */
  | { readonly kind: "hang" };

export interface PostgresFront {
  readonly port: number;
  /** The keys of deliveries in the statements that the server has worked on. */
  readonly keys: readonly string[];
  script(...steps: readonly PostgresStep[]): void;
  /** Waits until that many INSERTs were read. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function openPostgresFront(port: number): Promise<PostgresFront> {
  const steps: PostgresStep[] = [];
  const keys: string[] = [];
  const sockets = new Set<Socket>();
  const counted = new EventTarget();
  let read = 0;

  function serve(client: Socket): void {
    const server = connect(port, "127.0.0.1");
    let isLosing = false;
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    }
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
    server.on("data", (bytes) => (isLosing ? client.destroy() : client.write(bytes)));
    client.on("data", (bytes) => {
      const text = bytes.toString("latin1");
      if (!text.includes("INSERT")) return void server.write(bytes);
      read += 1;
      counted.dispatchEvent(new Event("read"));
      const step = steps.shift();
      if (step?.kind === "hang") return;
      if (step?.kind === "error") return void client.write(refusal(step));
      isLosing = step?.kind === "lost";
      keys.push(...(text.match(/[0-9a-f]{64}/g) ?? []));
      server.write(bytes);
    });
  }

  const listener = createServer(serve);
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return {
    port: (listener.address() as AddressInfo).port, // it listens on a port, not on a path
    keys,
    script: (...more) => void steps.push(...more),
    until: async (count) => {
      while (read < count) await once(counted, "read");
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, "close");
    },
  };
}

/** ErrorResponse and ReadyForQuery (PostgreSQL documentation, "Message Formats"). */
function refusal({ code, message }: PostgresStep & { kind: "error" }): Buffer {
  const fields = Buffer.from(`SERROR\0VERROR\0C${code}\0M${message}\0\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(fields.length + 4);
  return Buffer.concat([Buffer.from("E"), length, fields, Buffer.from([0x5a, 0, 0, 0, 5, 0x49])]);
}
