/** Options of the AWS clients: region, endpoint and credentials, from the relay's environment. */

import type { SenderEnvironment } from "../../core/destination.ts";
import { type Duration, second } from "../../core/time.ts";
import { type Agents, agentsFor } from "../../net/agents.ts";

export interface Connection {
  readonly region: string;
  readonly endpoint?: string;
  /** Undefined where the machine's own role is used: the client finds it. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
  /** The relay repeats by itself. */
  readonly maxAttempts: 1;
}

/** The time limit of a connection. The attempt's signal limits the whole. */
const connectionTimeout: Duration = 5 * second;

/** The request handler: direct, or through the proxies of the environment. */
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
