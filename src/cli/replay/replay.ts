/** `avatar-relay replay FILE`: sends recorded events again with new signatures, e.g. to a test installation. */

import { createReadStream } from "node:fs";
import { access, constants } from "node:fs/promises";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { exitCodes } from "../../app/ending.ts";
import { isLoopback } from "../../app/settings.ts";
import { objectOf, parsedJson } from "../../core/json.ts";
import { second } from "../../core/time.ts";
import { signBody } from "../../observe/admin/sample.ts";
import { type CliIo, dataFolder, failed, type Refused, refused, reportRefusal } from "../command.ts";
import { readArguments, readCount } from "../kit/arguments.ts";
import { harmless } from "../kit/lines.ts";
import { postWebhook, readTrusted, withPath } from "../kit/post-webhook.ts";
import { recordsFolder } from "../kit/running-relay.ts";
import { isWebAddress, secretOf } from "../kit/webhook-secret.ts";
import { readLine } from "./lines.ts";

interface ReplayRequest {
  readonly input: NodeJS.ReadableStream;
  readonly url: string;
  readonly secret: string;
  readonly trusted: string | undefined;
  /** Milliseconds between events; 0 is as fast as the other side answers. */
  readonly every: number;
}

interface Counts {
  accepted: number;
  duplicate: number;
  quarantined: number;
  refused: number;
  passed: number;
}

export async function replay(args: readonly string[], io: CliIo): Promise<number> {
  const request = await readReplayRequest(args, io);
  if ("kind" in request) return reportRefusal(request, io);
  const counts: Counts = { accepted: 0, duplicate: 0, quarantined: 0, refused: 0, passed: 0 };
  const problem = await sendAll(request, counts, io);
  const { accepted, duplicate, quarantined, refused, passed } = counts;
  io.out(`${accepted} accepted, ${duplicate} duplicate, ${quarantined} quarantined, ${refused} refused`);
  io.out(passed === 0 ? "\n" : `; ${passed} passed over, since no webhook brings them\n`);
  if (problem !== undefined) return reportRefusal(problem, io);
  return counts.refused === 0 ? exitCodes.ok : failed;
}

async function readReplayRequest(args: readonly string[], io: CliIo): Promise<ReplayRequest | Refused> {
  const read = readArguments("replay", args);
  if (read.kind === "refused") return read;
  const [file] = read.positionals;
  const { url, rate: rateText, data, ca, yes = false } = read.values;
  if (file === undefined || url === undefined)
    return refused(
      exitCodes.usage,
      "usage: avatar-relay replay events.jsonl --url http://127.0.0.1:8080/webhook (FILE - reads standard input)",
    );
  if (!isWebAddress(url)) return refused(exitCodes.usage, "--url takes an http or https address");
  const { hostname, origin } = new URL(url);
  if (!yes && !isLoopback(hostname.replace(/^\[|\]$/g, "")))
    return refused(
      exitCodes.usage,
      `${origin} is another machine, whose rules would tell people of all this again: say --yes where that is meant`,
    );
  const rate = readCount("rate", rateText, 0, 10_000);
  if (typeof rate !== "number") return rate;
  const folder = recordsFolder(dataFolder(data, io));
  const trusted = readTrusted(ca, folder);
  if ("kind" in trusted) return trusted;
  const secret = secretOf(folder, io);
  if (secret === undefined)
    return refused(exitCodes.configuration, "there is no secret to sign with: set BITHUMAN_WEBHOOK_SECRET to that of the relay at --url");
  const input = file === "-" ? io.stdin : await openFile(file);
  if (input === undefined) return refused(exitCodes.usage, `${file} cannot be read: is the path right?`);
  return { input, url: withPath(url, io), secret, trusted: trusted.pem, every: rate === 0 ? 0 : second / rate };
}

async function openFile(path: string): Promise<NodeJS.ReadableStream | undefined> {
  const isThere = await access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
  return isThere ? createReadStream(path) : undefined;
}

/** One after the other, because the order is part of the record. Ends at the first unreadable line, or without an answer. */
async function sendAll({ input, url, secret, trusted, every }: ReplayRequest, counts: Counts, io: CliIo): Promise<Refused | undefined> {
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === "") continue;
    const read = readLine(line);
    if (read.kind === "wrong") return refused(exitCodes.usage, `line ${number}: ${read.problem}; nothing behind it was sent`);
    if (read.kind === "passed") counts.passed += 1;
    else {
      const webhook = { url, body: read.body, headers: signBody(read.body, secret), trusted, variable: (name: string) => io.env[name] };
      const [posted] = await Promise.all([postWebhook(webhook), pause(every)]);
      if (posted.kind === "refused")
        return refused(failed, `line ${number}: ${posted.problem}; this line and those behind it were not taken`);
      const became = becameOf(posted.status, posted.body);
      if (became === "refused") io.error(`line ${number}: ${posted.status} ${harmless(posted.body).slice(0, 200)}\n`);
      counts[became] += 1;
    }
  }
  return undefined;
}

function becameOf(status: number, answer: string): "accepted" | "duplicate" | "quarantined" | "refused" {
  const named = status === 200 ? objectOf(parsedJson(answer)).status : undefined;
  return named === "accepted" || named === "duplicate" || named === "quarantined" ? named : "refused";
}
