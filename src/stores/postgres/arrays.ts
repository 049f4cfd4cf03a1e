/**
 * Writes arrays in PostgreSQL's binary form. In text form each element is escaped here and parsed there, and bytes take twice the space.
 * The form is array_send's, and that of each type (src/backend/utils/adt of PostgreSQL).
 */

type Element = string | number | boolean | null | Uint8Array;

/**
 * The binary form of one type: its number in pg_type, the most bytes of a value, and a function that writes a value and returns its length.
 */
interface Form {
  readonly oid: number;
  readonly room: (value: never) => number;
  readonly write: (into: Buffer, value: never, at: number) => number;
}

const form = <Value extends Element>(each: {
  readonly oid: number;
  readonly room: (value: Value) => number;
  readonly write: (into: Buffer, value: Value, at: number) => number;
}): Form => each;

/** A UTF-16 code unit takes at most three bytes of UTF-8. PostgreSQL's text can contain every character except NUL. */
const text = form<string>({
  oid: 25,
  room: (value) => value.length * 3,
  write: (into, value, at) => into.write(withoutNul(value), at),
});

const integer = form<number>({ oid: 23, room: () => 4, write: (into, value, at) => into.writeInt32BE(value, at) - at });

const forms: Readonly<Record<string, Form>> = {
  text,
  smallint: form<number>({ oid: 21, room: () => 2, write: (into, value, at) => into.writeInt16BE(value, at) - at }),
  int: integer,
  integer,
  bigint: form<number>({ oid: 20, room: () => 8, write: (into, value, at) => writeBigint(into, value, at) }),
  boolean: form<boolean>({ oid: 16, room: () => 1, write: (into, value, at) => into.writeUInt8(value ? 1 : 0, at) - at }),
  float8: form<number>({ oid: 701, room: () => 8, write: (into, value, at) => into.writeDoubleBE(value, at) - at }),
  bytea: form<Uint8Array>({
    oid: 17,
    room: (value) => value.length,
    write(into, value, at) {
      into.set(value, at);
      return value.length;
    },
  }),
};

/** Exact for every integer that a number represents exactly. */
function writeBigint(into: Buffer, value: number, at: number): number {
  const high = Math.floor(value / 2 ** 32);
  into.writeInt32BE(high, at);
  into.writeUInt32BE(value - high * 2 ** 32, at + 4);
  return 8;
}

/** JSON escapes NUL, and elsewhere a NUL is never intended. */
export function withoutNul(value: string): string {
  return value.includes("\0") ? value.replaceAll("\0", "\u{fffd}") : value;
}

/** The types of a statement's array parameters, by position, from its casts: `$3::text[]`. */
export function arrayTypes(statement: string): ReadonlyMap<number, string> {
  return new Map(Array.from(statement.matchAll(/\$(\d+)::(\w+)\[\]/g), ([, place, type]) => [Number(place), String(type)]));
}

const headBytes = 20;
const lengthBytes = 4;

/** Throws for a type without a form here. */
export function binaryArray(type: string, elements: readonly Element[]): Buffer {
  const { oid, room, write } = formOf(type);
  let size = headBytes;
  for (const each of elements) size += lengthBytes + (each === null ? 0 : room(each as never)); // of its type: the database would refuse it otherwise
  const bytes = Buffer.allocUnsafe(size);
  bytes.writeInt32BE(elements.length === 0 ? 0 : 1, 0); // dimensions
  bytes.writeInt32BE(elements.includes(null) ? 1 : 0, 4);
  bytes.writeInt32BE(oid, 8);
  if (elements.length === 0) return bytes.subarray(0, 12);
  bytes.writeInt32BE(elements.length, 12);
  bytes.writeInt32BE(1, 16); // the index of the first element
  let at = headBytes;
  for (const each of elements) {
    const length = each === null ? -1 : write(bytes, each as never, at + lengthBytes);
    bytes.writeInt32BE(length, at);
    at += lengthBytes + Math.max(0, length);
  }
  return bytes.subarray(0, at);
}

function formOf(type: string): Form {
  const found = forms[type];
  if (found === undefined) throw new Error(`no way is known to write an array of ${type}`);
  return found;
}
