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
} from "../../core/destination.ts";
import { type Instant, minute, second, toIso } from "../../core/time.ts";
import { retried } from "../../net/retried.ts";
import { text } from "../../rules/language/schema.ts";
import { template, tree } from "../../rules/templates/template.ts";
import { tryService, untried } from "../aws/trial.ts";
import { batching, batchKeys, batchOf } from "../kit/batch.ts";
import { timeAt, usualBody } from "../kit/body.ts";
import { discreet } from "../kit/discreet.ts";
import { policyKeys, policyOf } from "../kit/policy.ts";
import { openBucket } from "./bucket.ts";
import { bundlesOf } from "./bundle.ts";
import { folderOf } from "./key.ts";

const schema = z.strictObject({
  bucket: text(),
  prefix: template({ escape: "url" })
    .optional()
    .meta({ description: "The beginning of each key, before year, month, day and hour; it may hold templates." }),
  region: text().optional().meta({ description: "Default: AWS_REGION." }),
  compress: z.boolean().optional().meta({ description: "`false` writes plain lines instead of gzip." }),
  json: tree().optional().meta({ description: "One line. Default: the rule, the event and the session." }),
  ...batchKeys(10_000),
  ...policyKeys,
});

const action = z.strictObject({ json: tree().optional() });

type Settings = z.output<typeof schema>;
type Action = z.output<typeof action>;

/** Files of JSON lines for those who count later. */
export const s3: Destination<Settings, Action> = {
  type: "s3",
  keepsRecords: true,
  summary: "Collects messages as lines of JSON in compressed files in S3, by date and hour.",
  example: {
    settings: { bucket: "avatar-analytics", prefix: "avatar-events/{{ event.agent }}" },
    action: { json: { session: "{{ event.session }}", said: "{{ event.message }}" } },
    renders: {
      folder: "avatar-events/A80HVD8577/2026/03/02/09",
      json: { session: "session_xyz789", said: "I want to speak to a human" },
    },
  },
  schema,
  action,
  requires: ({ region }) => (region === undefined ? ["AWS_REGION"] : []),
  tryOut,
  configure,
};

async function tryOut({ bucket, region }: Settings, variable: SenderEnvironment["variable"]): Promise<readonly Tried[]> {
  const opened = await openBucket({ bucket, region, compress: false }, { variable });
  if (opened.kind === "missing") return [untried(opened.outcome)];
  const { look, close } = opened.module;
  const tried = await tryService({ what: `the bucket ${bucket}`, call: "ListObjectsV2", needs: "s3:PutObject", ask: look });
  close();
  return tried;
}

function configure(settings: Settings, context: DestinationContext): Configured<Action> {
  const policy = {
    ...policyOf(settings, { concurrency: 2, timeout: 30 * second }),
    batch: batchOf(settings.batch, { max: 1_000, every: minute }),
  };
  const configured: Configured<Action> = {
    policy,
    render(own, view) {
      const json = (own.json ?? settings.json)?.render(view) ?? usualBody(view);
      const at = toIso(timeAt(view.event) ?? (0 as Instant));
      return [{ recipient: context.name, body: { folder: folderOf(settings.prefix, view), at, json }, thread: undefined }];
    },
    open: (environment) => open(settings, environment),
  };
  return discreet(configured, context);
}

function open({ bucket, region, compress = true }: Settings, environment: SenderEnvironment): Sender {
  const client = retried(() => openBucket({ bucket, region, compress }, environment));

  async function sendMany(outbound: readonly OutboundMessage[], signal: AbortSignal): Promise<readonly Outcome[]> {
    const opened = await client();
    if (opened.kind === "missing") return outbound.map(() => opened.outcome);
    const outcomes = new Map<number, Outcome>();
    for (const bundle of bundlesOf(outbound, compress ? ".jsonl.gz" : ".jsonl")) {
      const outcome = await opened.module.put(bundle, signal);
      for (const index of bundle.places) outcomes.set(index, outcome);
    }
    return outbound.flatMap((_, index) => outcomes.get(index) ?? []);
  }

  return batching(sendMany, {
    load: async () => void (await client()),
    async close() {
      const opened = await client.current();
      if (opened?.kind === "loaded") opened.module.close();
    },
  });
}
