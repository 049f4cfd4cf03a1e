/** A real mail server of Debian (exim4), on loopback and with folders of its own. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "./ports.ts";

const program = "/usr/sbin/exim4";

/** It changes its user, which only root may. */
export const hasExim = existsSync(program) && process.getuid?.() === 0;

export interface Exim {
  /** For SMTP_URL. */
  readonly url: string;
  /** What lies in the mailbox of a user of example.com, oldest first. */
  mailbox(user: string): readonly string[];
  close(): Promise<void>;
}

/** Takes mail for example.com: `later@` is greylisted, `gone@` is unknown. */
export async function openExim(): Promise<Exim> {
  const folder = mkdtempSync(join(tmpdir(), "exim-"));
  const [uid, gid] = ["-u", "-g"].map((flag) => Number(execFileSync("id", [flag, "Debian-exim"], { encoding: "utf8" })));
  for (const each of ["", "spool", "log", "mail"]) {
    mkdirSync(join(folder, each), { recursive: true });
    chownSync(join(folder, each), uid ?? 0, gid ?? 0);
    chmodSync(join(folder, each), 0o750);
  }
  const port = await freePort();
  const configuration = join(folder, "exim.conf");
  writeFileSync(configuration, configured(folder, port));
  const server = spawn(program, ["-C", configuration, "-bdf", "-oX", `127.0.0.1.${port}`], { stdio: "ignore" });
  await untilItListens(port, server);
  return {
    url: `smtp://127.0.0.1:${port}`,
    // It lets no part of an address into a path, so all lie in one box.
    mailbox: (user) => lettersIn(join(folder, "mail", "new")).filter((letter) => letter.startsWith(`Envelope-to: ${user}@`)),
    async close() {
      server.kill("SIGTERM");
      if (server.exitCode === null) await once(server, "exit");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configured(folder: string, port: number): string {
  return `
primary_hostname = mx.example.com
daemon_smtp_ports = ${port}
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%slog
pid_file_path = ${folder}/spool/exim.pid
exim_user = Debian-exim
exim_group = Debian-exim
keep_environment =
host_lookup =
tls_advertise_hosts =
acl_smtp_rcpt = recipients
begin acl
recipients:
  defer message = greylisted, come back
        local_parts = later
  deny  message = no such user
        local_parts = gone
  accept domains = example.com
  deny  message = relaying is not permitted
begin routers
mailboxes:
  driver = accept
  transport = mailbox
begin transports
mailbox:
  driver = appendfile
  maildir_format
  directory = ${folder}/mail
  create_directory
  envelope_to_add
  user = Debian-exim
  group = Debian-exim
`;
}

function lettersIn(box: string): readonly string[] {
  if (!existsSync(box)) return [];
  const names = readdirSync(box).toSorted();
  return names.map((name) => readFileSync(join(box, name), "utf8"));
}

async function untilItListens(port: number, server: ChildProcess): Promise<void> {
  for (let turn = 0; turn < 1_000; turn += 1) {
    if (server.exitCode !== null) throw new Error(`exim ended with ${server.exitCode}`);
    if (await listens(port)) return;
    await wait(25);
  }
  throw new Error("exim does not listen");
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
