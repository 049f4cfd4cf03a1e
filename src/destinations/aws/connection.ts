/** What the clients of AWS are given: region, endpoint and credentials, as the environment of the relay says. */

import type { SenderEnvironment } from "../../core/destination.ts";
import { type Duration, second } from "../../core/time.ts";
import { type Agents, agentsFor } from "../../net/agents.ts";

export interface Connection {
  readonly region: string;
  readonly endpoint?: string;
  /** None where the machine's own role is used: the client finds it. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
  /** The relay repeats by itself, and remembers that it does. */
  readonly maxAttempts: 1;
}

/** How long a connection may take; the end of the whole is the attempt's signal. */
const connectionTimeout: Duration = 5 * second;

/** What their requests are sent with: straight, or through the proxies of the environment. */
export function handlerOf({ variable }: Pick<SenderEnvironment, "variable">): Agents & { readonly connectionTimeout: Duration } {
  return { connectionTimeout, ...agentsFor(variable) };
}

/** `service` is the end of AWS_ENDPOINT_URL_…, e.g. `S3`. */
export function connectionOf(region: string | undefined, service: string, { variable }: Pick<SenderEnvironment, "variable">): Connection {
  const endpoint = variable(`AWS_ENDPOINT_URL_${service}`) || variable("AWS_ENDPOINT_URL");
  const [accessKeyId, secretAccessKey, sessionToken] = [
    variable("AWS_ACCESS_KEY_ID"),
    variable("AWS_SECRET_ACCESS_KEY"),
    variable("AWS_SESSION_TOKEN"),
  ];
  return {
    region: region ?? variable("AWS_REGION") ?? "",
    maxAttempts: 1,
    ...(endpoint ? { endpoint } : {}),
    ...(accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) } } : {}),
  };
}
