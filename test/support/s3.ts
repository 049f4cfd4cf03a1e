/** A real S3 service on loopback (s3rver), behind a front that can be made to fail. */

import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { type Front, openFront } from "./faulty-front.ts";
import { requireFrom } from "./packages.ts";

interface S3rver {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
}

// The package has no types of its own.
const Service = requireFrom("clouds")("s3rver") as new (options: object) => S3rver;

export const bucket = "avatar-analytics";

/** The only credentials that it knows. */
export const known = { AWS_ACCESS_KEY_ID: "S3RVER", AWS_SECRET_ACCESS_KEY: "S3RVER", AWS_REGION: "eu-central-1" };

export interface S3Service {
  readonly front: Front;
  /** Every object's key and its lines, uncompressed. */
  objects(): Promise<ReadonlyMap<string, readonly string[]>>;
  close(): Promise<void>;
}

/** `anySecret`: it does not check signatures. */
export async function openS3({ anySecret = false }: { readonly anySecret?: boolean } = {}): Promise<S3Service> {
  const directory = await mkdtemp(join(tmpdir(), "s3-"));
  const service = new Service({
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory,
    allowMismatchedSignatures: anySecret,
    configureBuckets: [{ name: bucket }],
  });
  const { port } = await service.run();
  const front = await openFront(port);
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    forcePathStyle: true,
    region: known.AWS_REGION,
    credentials: { accessKeyId: known.AWS_ACCESS_KEY_ID, secretAccessKey: known.AWS_SECRET_ACCESS_KEY },
  });
  return {
    front,
    objects: () => objectsOf(client),
    async close() {
      client.destroy();
      await front.close();
      await service.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function objectsOf(client: S3Client): Promise<ReadonlyMap<string, readonly string[]>> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  const objects = new Map<string, readonly string[]>();
  for (const { Key = "" } of Contents) objects.set(Key, await linesOf(client, Key));
  return objects;
}

async function linesOf(client: S3Client, key: string): Promise<readonly string[]> {
  const { Body, ContentEncoding } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  const text = ContentEncoding === "gzip" ? gunzipSync(bytes).toString("utf8") : Buffer.from(bytes).toString("utf8");
  return text.split("\n").slice(0, -1);
}
