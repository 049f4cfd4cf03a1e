/** The doctor's report of the first hour: who may send, what has arrived, and what was refused and why. */

import { exitCodes } from "../../app/ending.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Source } from "../../core/source.ts";
import { testWords } from "../../observe/first-hour.ts";
import { type CliIo, failed, refused, reportRefusal } from "../command.ts";
import { createAdminClient } from "../kit/admin-client.ts";
import { type DoctorFinding, findingsText, note, ok } from "../kit/finding.ts";
import { plural } from "../kit/lines.ts";
import { type RunningRelay, readRunningRelay } from "../kit/running-relay.ts";

/** The accepted proofs of each source: both are named, because today's events use the one and older ones the other. */
export function checkProof(sources: readonly Source[]): readonly DoctorFinding[] {
  return sources.map(({ name, shownPath, proof }) => {
    const at = `the source ${name} at ${shownPath} takes`;
    if (proof.kind === "none") return note(`${at} what anybody sends`, "give it a secret before others can reach the port");
    if (proof.kind === "path") return ok(`${at} what comes to its secret path`);
    if (proof.kind === "headers") return ok(`${at} what shows its headers`);
    const signed = proof.signatures.length > 0 ? "a signature" : "";
    const shown = proof.shownIn.length > 0 ? `the secret in ${proof.shownIn.join(", ")}` : "";
    const ways = [signed, shown].filter((way) => way !== "").join(", or ");
    return ok(`${at} ${ways}`);
  });
}

export async function checkFirstHour(running: RunningRelay, io: CliIo): Promise<readonly DoctorFinding[]> {
  const client = createAdminClient(running, io);
  const [setup, list] = await Promise.all([client.get("/api/setup"), client.get("/api/refused")]);
  if (setup.kind === "refused" || list.kind === "refused" || setup.body.receives !== true) return [];
  return [...testFindings(setup.body), ...firstFindings(setup.body), ...refusedFindings(firstHourRows(list.body.refused))];
}

function testFindings({ test, url }: JsonObject): readonly DoctorFinding[] {
  if (isJsonObject(test)) {
    const by = test.by === "header" || test.by === "signature" ? test.by : undefined;
    return [ok(`${testWords(by)}, at ${String(test.at)}`)];
  }
  const where = typeof url === "string" ? url : "the relay's https address";
  return [
    note(
      "the dashboard's test has not arrived",
      `enter ${where} at www.bithuman.ai → Developer → Webhooks, with the header of /setup, and press Test`,
    ),
  ];
}

function firstFindings({ first }: JsonObject): readonly DoctorFinding[] {
  if (!isJsonObject(first)) return [note("no event of a real visitor has arrived", "say something to your avatar")];
  return [ok(`events of real visitors arrive: ${String(first.type)} at ${String(first.at)}`)];
}

function refusedFindings(rows: readonly JsonObject[]): readonly DoctorFinding[] {
  const [newest] = rows;
  if (newest === undefined) return [];
  return [
    note(
      `${plural(rows.length, "request was", "requests were")} refused lately, the last ${firstHourWords(newest)}`,
      "avatar-relay doctor --last-refused",
    ),
  ];
}

/** `doctor --last-refused`: exits with 0 however many there are, because it only lists them. */
export async function lastRefused(folder: string, json: boolean, io: CliIo): Promise<number> {
  const running = readRunningRelay(folder);
  if (running === undefined)
    return reportRefusal(
      refused(
        failed,
        `no relay runs on ${folder}, and refused requests are in its memory only: start it, or name its data folder with --data`,
      ),
      io,
    );
  const answer = await createAdminClient(running, io).get("/api/refused");
  if (answer.kind === "refused") return reportRefusal(answer, io);
  const rows = firstHourRows(answer.body.refused);
  const findings = rows.flatMap((row) => [...mistakesOf(row)]);
  io.out(findingsText(rows.length === 0 ? [ok("no request was refused since the relay was started")] : findings, json));
  return exitCodes.ok;
}

function mistakesOf(row: JsonObject): readonly DoctorFinding[] {
  const mistakes = firstHourRows(row.mistakes);
  const cure = mistakes.map((mistake) => String(mistake.cure)).join(" ");
  const what = mistakes.map((mistake) => `${String(mistake.what)} (${String(mistake.code)})`).join(" ");
  return [note(`${firstHourWords(row)}: ${what}`, cure)];
}

function firstHourWords({ at, code, method, path, address, request_id: id }: JsonObject): string {
  const from = typeof address === "string" && address !== "" ? ` from ${address}` : "";
  return `at ${String(at)} with ${String(code)}: ${String(method)} ${String(path)}${from}, request ${String(id)}`;
}

function firstHourRows(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : []; // isArray knows no readonly lists
}
