/** The way from one relay to the database, which can be cut: at once, or so that nothing comes through and nobody is told. */

import { connect, createServer, type Socket } from "node:net";

export interface FaultProxy {
  readonly port: number;
  /** Everything that is connected is reset; new connections are let through. */
  reset(): void;
  /** Nothing comes through any more, in either direction, and new connections are taken and not answered. */
  swallow(): void;
  heal(): void;
  close(): Promise<void>;
}

export async function openFaultProxy(target: number): Promise<FaultProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let swallowing = false;

  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.setNoDelay(true);
      from.on("data", (chunk) => to.write(chunk));
      from.on("end", () => to.end());
      from.on("error", () => to.destroy());
      from.on("close", () => {
        to.destroy();
        pairs.delete(pair);
      });
      if (swallowing) from.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();

  function reset(): void {
    for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    reset,
    swallow() {
      swallowing = true;
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    heal() {
      swallowing = false;
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    close() {
      reset();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
