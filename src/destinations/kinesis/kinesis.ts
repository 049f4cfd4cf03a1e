import { z } from "zod";
import type { Outcome } from "../../core/delivery.ts";
import type {
  Configured,
  Destination,
  DestinationContext,
  OutboundMessage,
  Sender,
  SenderEnvironment,
  Tried,
  View,
} from "../../core/destination.ts";
import { objectOf } from "../../core/json.ts";
import { second } from "../../core/time.ts";
import { retried } from "../../net/retried.ts";
import { text } from "../../rules/language/schema.ts";
import { template, tree } from "../../rules/templates/template.ts";
import { tryService, untried } from "../aws/trial.ts";
import { batching, batchKeys, batchOf } from "../kit/batch.ts";
import { textAt, usualBody } from "../kit/body.ts";
import { discreet } from "../kit/discreet.ts";
import { policyKeys, policyOf } from "../kit/policy.ts";
import { isTooLarge, partitionOf, requestsOf } from "./requests.ts";
import { openStream, type StreamEntry } from "./stream.ts";

/** Records of one request (Kinesis API reference, "PutRecords"). */
const mostRecords = 500;

const schema = z.strictObject({
  stream: text().meta({ description: "Its name, or its ARN." }),
  region: text().optional().meta({ description: "Default: AWS_REGION." }),
  partition: template({ escape: "none" })
    .optional()
    .meta({ description: "Records with the same value go to one shard. Default: the session." }),
  json: tree().optional().meta({ description: "The record. Default: the rule, the event and the session." }),
  ...batchKeys(mostRecords),
  ...policyKeys,
});

const action = z.strictObject({ json: tree().optional() });

type Settings = z.output<typeof schema>;
type Action = z.output<typeof action>;

/** A stream for those who compute while it happens. */
export const kinesis: Destination<Settings, Action> = {
  type: "kinesis",
  keepsRecords: true,
  summary: "Puts messages as JSON records into a Kinesis stream, each session into one shard.",
  example: {
    settings: { stream: "avatar-events" },
    action: { json: { session: "{{ event.session }}", said: "{{ event.message }}" } },
    renders: { partition: "session_xyz789", json: { session: "session_xyz789", said: "I want to speak to a human" } },
  },
  schema,
  action,
  requires: ({ region }) => (region === undefined ? ["AWS_REGION"] : []),
  tryOut,
  configure,
};

async function tryOut({ stream, region }: Settings, variable: SenderEnvironment["variable"]): Promise<readonly Tried[]> {
  const opened = await openStream({ stream, region }, { variable });
  if (opened.kind === "missing") return [untried(opened.outcome)];
  const { look, close } = opened.module;
  const tried = await tryService({ what: `the stream ${stream}`, call: "DescribeStreamSummary", needs: "kinesis:PutRecords", ask: look });
  close();
  return tried;
}

function configure(settings: Settings, context: DestinationContext): Configured<Action> {
  const policy = {
    ...policyOf(settings, { concurrency: 4 }),
    batch: batchOf(settings.batch, { max: mostRecords, every: second }),
  };
  const configured: Configured<Action> = {
    policy,
    render(own, view) {
      const json = (own.json ?? settings.json)?.render(view) ?? usualBody(view);
      return [{ recipient: context.name, body: { partition: partitionFor(settings, view), json }, thread: undefined }];
    },
    open: (environment) => open(settings, environment),
  };
  return discreet(configured, context);
}

/** Events without a session are grouped by agent. */
function partitionFor({ partition }: Settings, view: View): string {
  const { event } = view;
  const wanted = partition === undefined ? textAt(event, "session") : partition.render(view);
  return partitionOf(wanted, textAt(event, "agent") || textAt(event, "id") || "relay");
}

interface Placed {
  readonly index: number;
  readonly entry: StreamEntry;
}

const tooLarge: Outcome = { kind: "refused", reason: "permanent", detail: "the record is larger than the 1 MiB that Kinesis takes" };

function open(settings: Settings, environment: SenderEnvironment): Sender {
  const client = retried(() => openStream({ stream: settings.stream, region: settings.region }, environment));

  async function sendMany(outbound: readonly OutboundMessage[], signal: AbortSignal): Promise<readonly Outcome[]> {
    const opened = await client();
    if (opened.kind === "missing") return outbound.map(() => opened.outcome);
    const entries = outbound.map(placed);
    const outcomes: Outcome[] = outbound.map(() => tooLarge);
    for (const request of requestsOf(entries.filter(({ entry }) => !isTooLarge(entry)))) {
      const ended = await opened.module.put(
        request.map(({ entry }) => entry),
        signal,
      );
      for (const [index, { index: place }] of request.entries()) outcomes[place] = ended[index] as Outcome; // one for each
    }
    return outcomes;
  }

  return batching(sendMany, {
    load: async () => void (await client()),
    async close() {
      const opened = await client.current();
      if (opened?.kind === "loaded") opened.module.close();
    },
  });
}

function placed({ message }: OutboundMessage, index: number): Placed {
  const { partition, json = null } = objectOf(message.body);
  return { index: index, entry: { data: Buffer.from(`${JSON.stringify(json)}\n`), partition: String(partition) } };
}
