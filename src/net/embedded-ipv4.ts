/** Finds IPv4 addresses inside an IPv6 address. A translator or a tunnel sends packets to them, so they decide. Pure. */

import ipaddr from "ipaddr.js";

/** The position of the address's bytes; `mask` is XORed with them. */
interface EmbeddedAt {
  readonly bytes: readonly [number, number, number, number];
  readonly mask?: number;
}

interface Form {
  readonly network: readonly [ipaddr.IPv6, number];
  readonly places: readonly EmbeddedAt[];
  /** The network's translator decides which position is used. Bytes that are no address are ignored. */
  readonly isAmbiguous?: true;
}

const last: EmbeddedAt = { bytes: [12, 13, 14, 15] };

const forms: readonly Form[] = [
  /** Addresses that contain only an IPv4 address (RFC 4291, 2.5.5.1). */
  { network: ipaddr.IPv6.parseCIDR("::/96"), places: [last] },
  /** IPv4-translated addresses (RFC 7915). */
  { network: ipaddr.IPv6.parseCIDR("::ffff:0:0:0/96"), places: [last] },
  /** NAT64 with the well-known prefix (RFC 6052). */
  { network: ipaddr.IPv6.parseCIDR("64:ff9b::/96"), places: [last] },
  /** NAT64 with a prefix of the network (RFC 8215), of 48, 56, 64 or 96 bits (RFC 6052, 2.2; byte 8 is not used). */
  {
    network: ipaddr.IPv6.parseCIDR("64:ff9b:1::/48"),
    places: [{ bytes: [6, 7, 9, 10] }, { bytes: [7, 9, 10, 11] }, { bytes: [9, 10, 11, 12] }, last],
    isAmbiguous: true,
  },
  /** 6to4: the router of the site (RFC 3056). */
  { network: ipaddr.IPv6.parseCIDR("2002::/16"), places: [{ bytes: [2, 3, 4, 5] }] },
  /** Teredo: the server, and the client with its bits inverted (RFC 4380, 4). */
  { network: ipaddr.IPv6.parseCIDR("2001::/32"), places: [{ bytes: [4, 5, 6, 7] }, { ...last, mask: 0xff }] },
];

/** Undefined where it contains none. An empty list: it has such a form, but its content is no address. */
export function ipv4Inside(address: ipaddr.IPv6): readonly ipaddr.IPv4[] | undefined {
  const form = forms.find(({ network: [network, bits] }) => address.match(network, bits));
  if (form === undefined) return undefined;
  const all = form.places.map((index) => ipv4At(address.toByteArray(), index));
  return form.isAmbiguous ? all.filter((each) => each.range() !== "unspecified") : all;
}

/** The end of an address that is a tunnel through IPv4 (ISATAP, RFC 5214, 6.1), in any network. */
const isatap: readonly number[] = [0x00, 0x00, 0x5e, 0xfe];

/** The address to which a host of the same network would send the packet; undefined for other kinds of addresses. */
export function isatapInside(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const bytes = address.toByteArray();
  // The bit 0x02 says that the IPv4 address is globally unique, and changes nothing.
  const isTunnel = isatap.every((byte, index) => ((bytes[8 + index] ?? 0) & (index === 0 ? 0xfd : 0xff)) === byte);
  return isTunnel ? ipv4At(bytes, last) : undefined;
}

function ipv4At(bytes: readonly number[], { bytes: places, mask = 0 }: EmbeddedAt): ipaddr.IPv4 {
  return new ipaddr.IPv4(places.map((index) => (bytes[index] ?? 0) ^ mask));
}
