import { createHash } from "node:crypto";

/** The namespace of our names: a random UUID, fixed for ever. */
const namespace = Buffer.from("5e0c2a1f7d3b4c6e9a8f1b2c3d4e5f60", "hex");

/** A UUID of version 5 (RFC 9562, 5.5): the same name always has the same one. */
export function nameUuid(name: string): string {
  const bytes = createHash("sha1").update(namespace).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
