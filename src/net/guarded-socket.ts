/** A socket for protocols other than HTTP that connects to allowed addresses only. */

import { Socket } from "node:net";
import { type AddressGuard, blockedError, guardedLookup, isForbiddenHost } from "./address-guard.ts";

/** For a client that calls `connect(port, host)` itself. The address of the lookup is the address of the connection. */
export function guardedSocket(guard: AddressGuard): Socket {
  const socket = new Socket();
  const connect = socket.connect.bind(socket);
  return Object.assign(socket, {
    connect(port: number | string, host = "localhost"): Socket {
      if (typeof port !== "number" || isForbiddenHost(host, guard)) return socket.destroy(blockedError(host));
      return connect({ port, host, lookup: guardedLookup(guard) });
    },
  });
}
