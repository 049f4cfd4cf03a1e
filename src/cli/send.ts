/** `avatar-relay send TYPE "text"`: sends one signed sample event, and prints the result. */

import { exitCodes } from "../app/ending.ts";
import { objectOf, parsedJson, stringOf } from "../core/json.ts";
import type { Instant } from "../core/time.ts";
import { type Sample, signSample } from "../observe/admin/sample.ts";
import { type CliIo, dataFolder, failed, type Refused, refused, reportRefusal } from "./command.ts";
import { readArguments } from "./kit/arguments.ts";
import { printEventResult } from "./kit/event-result.ts";
import { harmless } from "./kit/lines.ts";
import { postWebhook, readTrusted, type Webhook, withPath } from "./kit/post-webhook.ts";
import { type RunningRelay, readRunningRelay, recordsFolder } from "./kit/running-relay.ts";
import { sourceSample } from "./kit/source-sample.ts";
import { isWebAddress, secretOf } from "./kit/webhook-secret.ts";

interface TestEvent {
  readonly webhook: Webhook;
  /** The relay that gets it, where it left its address. */
  readonly running: RunningRelay | undefined;
}

export async function send(args: readonly string[], io: CliIo): Promise<number> {
  const testEvent = readTestEvent(args, io);
  if ("kind" in testEvent) return reportRefusal(testEvent, io);
  const answer = await postWebhook(testEvent.webhook);
  if (answer.kind === "refused") return reportRefusal(answer, io);
  io.out(`${answer.status} ${harmless(answer.body)}\n`);
  const id = eventId(answer.body);
  if (answer.status !== 200) {
    if (answer.status === 404) io.error(`nothing listens at this path: a source without path: listens at /webhook\n`);
    return failed;
  }
  if (testEvent.running !== undefined && id !== undefined) await printEventResult(id, testEvent.running, io);
  return exitCodes.ok;
}

function readTestEvent(args: readonly string[], io: CliIo): TestEvent | Refused {
  const read = readArguments("send", args);
  if (read.kind === "refused") return read;
  const [type, words = ""] = read.positionals;
  const { url, ca, session = `sample-${io.pid}`, role = "user", agent = "sample-agent" } = read.values;
  if (type === undefined) return refused(exitCodes.usage, 'usage: avatar-relay send chat.push "text"');
  if (type === "chat.push" && words === "") return refused(exitCodes.usage, 'what is said is missing: avatar-relay send chat.push "text"');
  if (url !== undefined && !isWebAddress(url)) return refused(exitCodes.usage, "--url takes an http or https address");
  const folder = recordsFolder(dataFolder(read.values.data, io));
  const trusted = readTrusted(ca, folder);
  if ("kind" in trusted) return trusted;
  const running = readRunningRelay(folder);
  const sample = { type, text: words, agent, session, role };
  const given = { ...read.values, running, folder, sample };
  const testEvent = read.values.source === undefined ? usualTestEvent(given, io) : testEventOf(given, io);
  if ("kind" in testEvent) return testEvent;
  const variable = url === undefined ? undefined : (name: string) => io.env[name];
  return { webhook: { ...testEvent, trusted: trusted.pem, variable }, running: url === undefined ? running : undefined };
}

interface Given {
  readonly sample: Sample;
  readonly running: RunningRelay | undefined;
  readonly folder: string;
  readonly url?: string | undefined;
  readonly header?: boolean | undefined;
  readonly source?: string | undefined;
  readonly rules?: string | undefined;
}

/** In bitHuman's form, to the default source: signed, or with the secret in a header like its dashboard. */
function usualTestEvent({ sample, running, folder, url, header = false }: Given, io: CliIo): Webhook | Refused {
  const secret = secretOf(folder, io);
  if (secret === undefined)
    return refused(
      exitCodes.configuration,
      `there is no secret to sign with: set BITHUMAN_WEBHOOK_SECRET, or name the folder of the relay with --data (looked in ${folder})`,
    );
  const { body, headers } = signSample(sample, secret, Date.now() as Instant); // milliseconds since 1970
  const shown = { "content-type": "application/json", "x-webhook-secret": secret };
  const target = url === undefined ? `${relayAt(running, io)}/webhook` : withPath(url, io);
  return { url: target, body, headers: header ? shown : headers };
}

/** In the form of a source of rules.yaml, to that source. */
function testEventOf({ sample, running, url, header = false, source = "", rules }: Given, io: CliIo): Webhook | Refused {
  const { type, ...facts } = sample;
  const file = rules ?? running?.rules ?? io.env.RULES ?? "rules.yaml";
  const made = sourceSample({ file, source, type, facts, shown: header, now: Date.now() as Instant }, io); // as above
  if (made.kind === "refused") return made;
  return { url: url ?? `${relayAt(running, io)}${made.path}`, body: made.body, headers: made.headers };
}

function relayAt(running: RunningRelay | undefined, { env }: CliIo): string {
  if (running === undefined) return `http://127.0.0.1:${env.PORT || 8080}`;
  return `${running.tls ? "https" : "http"}://${running.host}:${running.port}`;
}

function eventId(body: string): string | undefined {
  return stringOf(objectOf(parsedJson(body)).event_id); // another program may have answered
}
