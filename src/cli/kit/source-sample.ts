/** A sample in the form of a source's sender: its body, its proof, and its path. */

import { exitCodes } from "../../app/ending.ts";
import { isReadProblem, type SampleFacts, type Source } from "../../core/source.ts";
import type { Instant } from "../../core/time.ts";
import { proofHeaders } from "../../receive/proof/sign.ts";
import { oneLine } from "../../rules/language/diagnostic.ts";
import { type CliIo, type Refused, refused } from "../command.ts";
import { loadFile } from "./load-file.ts";

export interface SourceSample {
  readonly kind: "sample";
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface SampleRequest {
  /** The rules file that describes the source. */
  readonly file: string;
  readonly source: string;
  readonly type: string;
  readonly facts: Omit<SampleFacts, "at" | "id">;
  /** Sends the secret in a header instead of signing. */
  readonly shown: boolean;
  readonly now: Instant;
}

export function sourceSample(request: SampleRequest, io: CliIo): SourceSample | Refused {
  const source = sourceIn(request, io);
  if ("kind" in source) return source;
  const { type, facts, now, shown } = request;
  const sample = source.preset.sample(type, { ...facts, at: now, id: `sample-${now}` });
  if (sample === undefined || source.preset.read(sample).some(isReadProblem))
    return refused(exitCodes.usage, `${source.preset.name} sends no ${type} of which there is a sample`);
  const body = JSON.stringify(sample);
  const headers = { "content-type": "application/json", ...proofHeaders(source, body, now, shown) };
  return { kind: "sample", path: source.path, body, headers };
}

function sourceIn({ file, source: name }: SampleRequest, io: CliIo): Source | Refused {
  const loaded = loadFile(file, io, { placeholders: false });
  if (loaded.kind === "unreadable") return refused(exitCodes.usage, `${loaded.problem}; --rules names another`);
  if (loaded.kind === "refused") return refused(exitCodes.configuration, loaded.diagnostics.map(oneLine).join("\n"));
  const { sources } = loaded.file;
  const names = sources.map((each) => each.name).join(", ");
  return sources.find((each) => each.name === name) ?? refused(exitCodes.usage, `${file} has no source "${name}": there are ${names}`);
}
