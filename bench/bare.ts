/** The floor: node:http that reads the body, checks the HMAC and answers 200. Nothing that takes webhooks can do less. */

import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { secret } from "./requests.ts";

const key = createSecretKey(Buffer.from(secret));
const body = '{"status":"accepted","event_id":"0000000000000000000000000000000"}';

const server = createServer((incoming, response) => {
  const chunks: Buffer[] = [];
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("end", () => {
    const signed = Buffer.from(String(incoming.headers["x-bithuman-signature"]).slice(7), "hex");
    const digest = createHmac("sha256", key).update(Buffer.concat(chunks)).digest();
    const right = signed.length === digest.length && timingSafeEqual(signed, digest);
    response.writeHead(right ? 200 : 401, { "content-type": "application/json", "content-length": body.length });
    response.end(body);
  });
});

server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo; // listening on TCP
  process.stdout.write(`${JSON.stringify({ msg: "ready", port, pid: process.pid })}\n`);
});
