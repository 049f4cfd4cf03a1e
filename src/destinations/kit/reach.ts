/** For `doctor`: whether the address of a destination can be reached, by a request that changes nothing. */

import type { SenderEnvironment, Tried } from "../../core/destination.ts";
import { day, type Instant, second } from "../../core/time.ts";
import { classifyError, type Hop, hopOf, isWebPage } from "../../net/classify.ts";
import { proxyFor } from "../../net/proxy.ts";
import { readAuthority } from "./authority.ts";
import { clientFor } from "./client.ts";

export interface Reach {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly allow_private: readonly string[] | undefined;
  readonly ca: string | undefined;
  readonly variable: SenderEnvironment["variable"];
}

/** For all of it: lookup, connection, TLS, the proxy and the answer. */
const timeout = 10 * second;

/** A certificate that expires within this is reported. */
const endsSoon = 30 * day;

const cures: Readonly<Record<Hop, string>> = {
  DNS: "is the host right, and does a name server answer from here?",
  TCP: "is the port open from here? A firewall may stand between, or a proxy that HTTPS_PROXY has to name",
  proxy: "look at HTTPS_PROXY, HTTP_PROXY and NO_PROXY (docs/operations.md, Behind a proxy)",
  TLS: "docs/operations.md, Certificates of your own authority",
  HTTP: "is the address right? Something else may answer at this port, or nothing in time",
};

/** Any answer is enough: most receivers refuse `OPTIONS /`, which shows that they were reached. */
export async function tryAddress({ origin, allow_private, ca, variable }: Reach): Promise<readonly Tried[]> {
  const now = () => Date.now() as Instant; // milliseconds since 1970
  const seal = (text: string) => text;
  const client = clientFor({ origin, allow_private, ca, connections: 1, secrets: [] }, { seal }, { now, variable });
  const signal = AbortSignal.timeout(timeout);
  const proxy = proxyFor(variable)(new URL(origin));
  const way = proxy === undefined ? "" : ` via proxy ${proxy.shown}`;
  const aged = agedAuthority(origin, ca, now());
  try {
    const headers = { "user-agent": "avatar-relay (doctor)" };
    const answer = await client.roundTrip({ method: "OPTIONS", path: "/", headers, body: undefined, signal });
    const page = answer.status < 300 && isWebPage(answer) ? " and a web page: if it is no program that answers there, correct the url" : "";
    return [{ ok: true, what: `${origin} is reached${way} (OPTIONS / is answered with HTTP ${answer.status}${page})` }, ...aged];
  } catch (error) {
    const outcome = classifyError(error, signal);
    if (outcome === undefined || !("detail" in outcome)) throw error;
    const hop = hopOf(error);
    return [{ ok: false, what: `${origin} is not reached${way}: ${hop}: ${outcome.detail}`, cure: cures[hop] }, ...aged];
  } finally {
    void client.close();
  }
}

function agedAuthority(origin: string, ca: string | undefined, now: Instant): readonly Tried[] {
  const read = ca === undefined ? undefined : readAuthority(ca);
  if (read?.kind !== "certificates") return [];
  const ends = Math.min(...read.certificates.map(({ validTo }) => Date.parse(validTo)));
  const date = new Date(ends).toISOString().slice(0, 10);
  const cure = "name the authority's new certificate";
  if (ends <= now) return [{ ok: false, what: `the certificate of ca for ${origin} has expired on ${date}`, cure }];
  return ends - now < endsSoon ? [{ ok: true, what: `the certificate of ca for ${origin} expires on ${date}: ${cure} before` }] : [];
}
