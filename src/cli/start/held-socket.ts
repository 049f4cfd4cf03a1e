/** A TCP socket that this process binds and holds, and on which only its children accept. */

import { lookup } from "node:dns/promises";
import net, { type AddressInfo } from "node:net";
import { getSystemErrorName } from "node:util";

export interface HeldSocket {
  /** Goes into the `stdio` of a child, which gets the same socket with its index as the file descriptor. */
  readonly handle: object;
  readonly port: number;
  close(): void;
}

/** Node's own handle of a TCP socket, as `cluster` uses it: calls return 0 or a negative error number. */
interface Handle {
  getsockname(address: object): number;
  close(): void;
}

/**
 * Node has no documented way to bind without accepting: a listening `net.Server` always accepts, and would have to pass on each
 * connection. Node's own `cluster` binds shared sockets with this function.
 */
const bind = net as unknown as {
  readonly _createServerHandle: (address: string, port: number, family: number) => Handle | number;
};

/** Binds; the system chooses port 0. Returns a sentence with the error where it cannot. */
export async function holdSocket(host: string, port: number): Promise<HeldSocket | string> {
  const refused = (why: string) => `cannot listen on ${host}:${port}: ${why}`;
  const resolved = await lookup(host).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
  if (typeof resolved === "string") return refused(resolved);
  const handle = bind._createServerHandle(resolved.address, port, resolved.family);
  if (typeof handle === "number") return refused(getSystemErrorName(handle));
  const address: Partial<AddressInfo> = {};
  const failure = handle.getsockname(address); // libuv reports a used port here
  if (failure === 0) return { handle, port: address.port ?? port, close: () => handle.close() };
  handle.close();
  return refused(getSystemErrorName(failure));
}
