/** A TCP socket that this process binds and holds, and on which only its children accept. */

import { lookup } from "node:dns/promises";
import net, { type AddressInfo } from "node:net";
import { getSystemErrorName } from "node:util";

export interface HeldSocket {
  /** Goes into the `stdio` of a child, which finds the same socket under the index as file descriptor. */
  readonly handle: object;
  readonly port: number;
  close(): void;
}

/** Node's own handle of a TCP socket, as `cluster` uses it: calls give 0 or a negative error number. */
interface Handle {
  getsockname(address: object): number;
  close(): void;
}

/**
 * Node has no documented way to bind without accepting: a listening `net.Server` always accepts, and what it has accepted must then be
 * handed down one by one. This function is what Node's own `cluster` binds shared sockets with.
 */
const bind = net as unknown as {
  readonly _createServerHandle: (address: string, port: number, family: number) => Handle | number;
};

/** Binds; a port of 0 is chosen by the system. Gives the sentence of what went wrong where it cannot. */
export async function holdSocket(host: string, port: number): Promise<HeldSocket | string> {
  const refused = (why: string) => `cannot listen on ${host}:${port}: ${why}`;
  const resolved = await lookup(host).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
  if (typeof resolved === "string") return refused(resolved);
  const handle = bind._createServerHandle(resolved.address, port, resolved.family);
  if (typeof handle === "number") return refused(getSystemErrorName(handle));
  const address: Partial<AddressInfo> = {};
  const failure = handle.getsockname(address); // libuv tells here that a port is taken
  if (failure === 0) return { handle, port: address.port ?? port, close: () => handle.close() };
  handle.close();
  return refused(getSystemErrorName(failure));
}
