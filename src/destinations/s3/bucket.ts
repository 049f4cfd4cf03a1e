/** A bucket for objects, by the AWS client. */

import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Outcome } from "../../core/delivery.ts";
import type { SenderEnvironment } from "../../core/destination.ts";
import { connectionOf, handlerOf } from "../aws/connection.ts";
import { outcomeOf } from "../aws/outcome.ts";
import { type LoadedPackage, loadPackage } from "../kit/optional-package.ts";
import type { Bundle } from "./bundle.ts";

const compressed = promisify(gzip);

export interface Bucket {
  put(bundle: Bundle, signal: AbortSignal): Promise<Outcome>;
  /** Asks for the name of one object. Throws the client's error. */
  look(signal: AbortSignal): Promise<unknown>;
  close(): void;
}

export interface BucketSettings {
  readonly bucket: string;
  readonly region: string | undefined;
  readonly compress: boolean;
}

/** S3 names what it has written by an ETag. A web page has none: a proxy or a gateway gave it. */
const withoutObject: Outcome = { kind: "later", reason: "bad_answer", detail: "the answer names no object", ambiguous: true };

/** Loads the client; nothing is connected before the first object. */
export async function openBucket(
  { bucket, region, compress }: BucketSettings,
  environment: Pick<SenderEnvironment, "variable">,
): Promise<LoadedPackage<Bucket>> {
  const loaded = await loadPackage("@aws-sdk/client-s3", () => import("@aws-sdk/client-s3"));
  if (loaded.kind === "missing") return loaded;
  const { S3Client, PutObjectCommand, ListObjectsV2Command } = loaded.module;
  const connection = connectionOf(region, "S3", environment);
  const client = new S3Client({
    ...connection,
    // A substitute for S3 has one host name.
    forcePathStyle: connection.endpoint !== undefined,
    requestHandler: handlerOf(environment),
  });

  async function put({ key, text }: Bundle, signal: AbortSignal): Promise<Outcome> {
    try {
      const encoding = compress ? { Body: await compressed(text), ContentEncoding: "gzip" } : { Body: text };
      const command = new PutObjectCommand({ Bucket: bucket, Key: key, ContentType: "application/x-ndjson", ...encoding });
      const { ETag } = await client.send(command, { abortSignal: signal });
      return ETag === undefined ? withoutObject : { kind: "delivered", reference: key };
    } catch (error) {
      const outcome = outcomeOf(error, signal);
      if (outcome === undefined) throw error;
      return outcome;
    }
  }

  const look = (signal: AbortSignal) => client.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }), { abortSignal: signal });
  return { kind: "loaded", module: { put, look, close: () => client.destroy() } };
}
