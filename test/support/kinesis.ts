/** A real Kinesis service on loopback (kinesalite), behind a front that can be made to fail. */

import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
} from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { type Front, openFront } from "./faulty-front.ts";
import { requireFrom } from "./packages.ts";

// The package has no types of its own.
const service = requireFrom("clouds")("kinesalite") as (options: object) => Server;

export const stream = "avatar-events";

export const someone = { AWS_ACCESS_KEY_ID: "someone", AWS_SECRET_ACCESS_KEY: "secret", AWS_REGION: "eu-central-1" };

export interface StoredRecord {
  readonly shard: string;
  readonly partition: string;
  readonly text: string;
}

export interface KinesisService {
  readonly front: Front;
  records(): Promise<readonly StoredRecord[]>;
  close(): Promise<void>;
}

/** A stream of three shards. */
export async function openKinesis(): Promise<KinesisService> {
  const server = service({ createStreamMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a path
  const front = await openFront(port);
  const client = new KinesisClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: someone.AWS_REGION,
    credentials: { accessKeyId: "someone", secretAccessKey: "secret" },
    requestHandler: new NodeHttpHandler(),
  });
  await client.send(new CreateStreamCommand({ StreamName: stream, ShardCount: 3 }));
  while (!(await isActive(client))) await new Promise(setImmediate);
  return {
    front,
    records: () => recordsOf(client),
    async close() {
      client.destroy();
      await front.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function isActive(client: KinesisClient): Promise<boolean> {
  const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName: stream }));
  return StreamDescriptionSummary?.StreamStatus === "ACTIVE";
}

async function recordsOf(client: KinesisClient): Promise<readonly StoredRecord[]> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: stream }));
  const all = await Promise.all(Shards.map(({ ShardId = "" }) => recordsIn(client, ShardId)));
  return all.flat();
}

async function recordsIn(client: KinesisClient, shard: string): Promise<readonly StoredRecord[]> {
  const from = { StreamName: stream, ShardId: shard, ShardIteratorType: "TRIM_HORIZON" } as const;
  const { ShardIterator } = await client.send(new GetShardIteratorCommand(from));
  const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
  return Records.map(({ Data, PartitionKey = "" }) => ({ shard, partition: PartitionKey, text: Buffer.from(Data ?? []).toString("utf8") }));
}
