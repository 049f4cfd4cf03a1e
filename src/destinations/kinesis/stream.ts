/** A stream to put records into, by the client of AWS. */

import type { PutRecordsResultEntry } from "@aws-sdk/client-kinesis";
import type { Outcome } from "../../core/delivery.ts";
import type { SenderEnvironment } from "../../core/destination.ts";
import { connectionOf, handlerOf } from "../aws/connection.ts";
import { byName, outcomeOf } from "../aws/outcome.ts";
import { type LoadedPackage, loadPackage } from "../kit/optional-package.ts";

export interface StreamEntry {
  readonly data: Uint8Array;
  readonly partition: string;
}

export interface KinesisStream {
  /** One request; an outcome for each record, in their order. */
  put(entries: readonly StreamEntry[], signal: AbortSignal): Promise<readonly Outcome[]>;
  /** Asks for the state of the stream. Throws the client's error. */
  look(signal: AbortSignal): Promise<unknown>;
  close(): void;
}

export interface StreamSettings {
  /** Its name, or its ARN. */
  readonly stream: string;
  readonly region: string | undefined;
}

/** Loads the client; nothing is connected before the first record. */
export async function openStream(
  { stream, region }: StreamSettings,
  environment: Pick<SenderEnvironment, "variable">,
): Promise<LoadedPackage<KinesisStream>> {
  const loaded = await loadPackage("@aws-sdk/client-kinesis", () => import("@aws-sdk/client-kinesis"));
  if (loaded.kind === "missing") return loaded;
  const handlers = await loadPackage("@smithy/node-http-handler", () => import("@smithy/node-http-handler"));
  if (handlers.kind === "missing") return handlers;
  const { KinesisClient, PutRecordsCommand, DescribeStreamSummaryCommand } = loaded.module;
  // The client's own handler speaks only HTTP/2, which no substitute for Kinesis does.
  const requestHandler = new handlers.module.NodeHttpHandler(handlerOf(environment));
  const client = new KinesisClient({ ...connectionOf(region, "KINESIS", environment), requestHandler });
  const target = stream.startsWith("arn:") ? { StreamARN: stream } : { StreamName: stream };

  async function put(entries: readonly StreamEntry[], signal: AbortSignal): Promise<readonly Outcome[]> {
    try {
      const Records = entries.map(({ data, partition }) => ({ Data: data, PartitionKey: partition }));
      const answer = await client.send(new PutRecordsCommand({ ...target, Records }), { abortSignal: signal });
      return entries.map((_, index) => recordOutcome(answer.Records?.[index]));
    } catch (error) {
      const outcome = outcomeOf(error, signal);
      if (outcome === undefined) throw error;
      return entries.map(() => outcome);
    }
  }

  const look = (signal: AbortSignal) => client.send(new DescribeStreamSummaryCommand(target), { abortSignal: signal });
  return { kind: "loaded", module: { put, look, close: () => client.destroy() } };
}

/** The result of each record in an accepted request. */
function recordOutcome(record: PutRecordsResultEntry | undefined): Outcome {
  if (record?.SequenceNumber !== undefined) return { kind: "delivered", reference: `${record.ShardId}:${record.SequenceNumber}` };
  const name = record?.ErrorCode ?? "no answer";
  return byName(name, name) ?? { kind: "later", reason: "unavailable", detail: name };
}
