/** systemd's socket activation: the public port is open before the relay starts, and stays open during a restart. */

/** The first descriptor that systemd passes (sd_listen_fds(3)). */
const firstDescriptor = 3;

export interface Activation {
  /** Undefined where this process got none. */
  readonly socket?: number;
  readonly problem?: string;
}

/** systemd's LISTEN_PID and LISTEN_FDS; values for another process are ignored. */
export function activationOf(env: Readonly<Record<string, string | undefined>>, pid: number): Activation {
  if (env.LISTEN_PID !== String(pid) || env.LISTEN_FDS === undefined) return {};
  if (env.LISTEN_FDS === "1") return { socket: firstDescriptor };
  return { problem: `E_PORT: systemd hands over ${env.LISTEN_FDS} sockets, one is expected: the public port; write one ListenStream=` };
}

/** A supervisor holds the port itself. */
export function supervisedTwice(env: Readonly<Record<string, string | undefined>>, pid: number): string | undefined {
  const { socket, problem } = activationOf(env, pid);
  if (socket === undefined && problem === undefined) return undefined;
  return "E_PORT: systemd holds the public port already; start without --supervise, and let systemd start the relay again (Restart=always)";
}
