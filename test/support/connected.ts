/** Which process is connected to a port of this machine, as Linux tells (proc_net(5), proc_pid_fd(5)). */

import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";

/** False on other systems. */
export const canTellWhoIsConnected = existsSync("/proc/net/tcp");

/** Of some processes, those with a connection to a port on 127.0.0.1. */
export function connectedTo(port: number, pids: readonly number[]): readonly number[] {
  const sockets = new Set(socketsTo(port).map((inode) => `socket:[${inode}]`));
  return pids.filter((pid) => openFiles(pid).some((file) => sockets.has(file)));
}

const established = "01";

function socketsTo(port: number): readonly string[] {
  const remote = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = readFileSync("/proc/net/tcp", "utf8").split("\n").slice(1);
  return rows.flatMap((row) => {
    const [, , to = "", state, , , , , , inode = ""] = row.trim().split(/\s+/);
    return to.endsWith(remote) && state === established ? [inode] : [];
  });
}

function openFiles(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  } catch {
    return []; // it has ended, or closed something between two looks
  }
}
