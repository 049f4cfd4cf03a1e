/** One outbound HTTP attempt: no redirects, no endless answers, no private addresses, and a limit on every wait. */

import pRetry from "p-retry";
import type { Dispatcher } from "undici";
import type { Outcome } from "../core/delivery.ts";
import { type Clock, type Duration, second } from "../core/time.ts";
import { AnswerCut, classifyAnswer, classifyError, type HttpAnswer, isBrokenConnection } from "./classify.ts";
import { type ConnectionSettings, type HttpConnections, openConnections } from "./connections.ts";
import { ProxyError } from "./proxy-error.ts";
import { type Redact, redactor } from "./redact.ts";
import { retried } from "./retried.ts";

/** The most bytes of an answer that are read. */
const longestAnswer = 64 * 1_024;

/** A connection that was kept open for too long breaks at once. A later failure has another cause. */
const hiccup: Duration = second;

export interface HttpRequest {
  readonly method: string;
  /** The path with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** The end of the whole attempt. */
  readonly signal: AbortSignal;
  /** The most bytes of the answer that are read; 64 KiB where it is left out. */
  readonly longest?: number;
  /** The request is never repeated automatically, even if a kept connection was closed, because it may have been done. */
  readonly once?: boolean;
  /** Texts of people in the request. They are removed from the other side's answer. Called after a failure only. */
  readonly sentTexts?: () => readonly string[];
  /** The receiver's own meaning of an answer, where it differs from HTTP. */
  readonly judge?: (status: number, usual: Outcome) => Outcome;
}

export interface HttpClientSettings extends ConnectionSettings {
  readonly redact: Redact;
  readonly now: Clock;
  /** No request is repeated automatically, even if a kept connection was closed. */
  readonly once?: true;
}

export interface HttpClient {
  /** Sends once and returns the outcome. It throws only for bugs of ours. */
  attempt(request: HttpRequest): Promise<Outcome>;
  /** Sends once and returns the answer with its body. Throws the network's error, for `classifyError`. */
  roundTrip(request: HttpRequest): Promise<HttpAnswer>;
  /** Loads the packages that it needs. */
  load(): Promise<void>;
  close(): Promise<void>;
}

/** Loads what every client needs. */
export async function loadHttp(): Promise<void> {
  await import("undici");
}

/** A client for one origin. Nothing is loaded or connected before the first attempt. */
export function httpClient(settings: HttpClientSettings): HttpClient {
  const connection = retried(() => openConnection(settings));
  const exchange = async (request: HttpRequest, wants: Wants): Promise<HttpAnswer> => {
    const opened = await connection();
    return settings.once || request.once ? await exchangeOnce(opened, request, wants) : await persist(opened, request, wants);
  };
  return {
    attempt: (request) => attempt(() => exchange(request, "trouble"), request, settings),
    roundTrip: (request) => exchange(request, "everything"),
    load: loadHttp,
    close: async () => void (await connection.current()?.then(({ dispatcher }) => dispatcher.close())),
  };
}

/** Which answers are read: those that explain a failure, or all. */
type Wants = "trouble" | "everything";

interface OpenConnection extends HttpConnections {
  /** Whether it has had an answer before, so that its connections can be old. */
  used: boolean;
}

async function openConnection(settings: HttpClientSettings): Promise<OpenConnection> {
  return { ...(await openConnections(settings)), used: false };
}

async function attempt(exchange: () => Promise<HttpAnswer>, request: HttpRequest, { now, redact }: HttpClientSettings): Promise<Outcome> {
  try {
    const { sentTexts = () => [], judge = (_, usual) => usual } = request;
    const answer = await exchange();
    return judge(
      answer.status,
      classifyAnswer(answer, now(), (text) => redact(redactor(sentTexts())(text))),
    );
  } catch (error) {
    const outcome = classifyError(error, request.signal);
    if (outcome === undefined) throw error;
    return outcome;
  }
}

/** Sends, and repeats once where the other side had closed a kept connection. A request whose answer began is not repeated. */
function persist(connection: OpenConnection, request: HttpRequest, wants: Wants): Promise<HttpAnswer> {
  const { used } = connection;
  const startedAt = performance.now(); // nobody can set it
  return pRetry(() => exchangeOnce(connection, request, wants), {
    retries: 1,
    minTimeout: 0,
    shouldRetry: ({ error }) => used && isBrokenConnection(error) && performance.now() - startedAt < hiccup,
  });
}

async function exchangeOnce(connection: OpenConnection, request: HttpRequest, wants: Wants): Promise<HttpAnswer> {
  const answer = await send(connection, request);
  connection.used = true;
  const status = answer.statusCode;
  const header = (name: string) => answer.headers[name]?.toString();
  const isPlain = wants === "trouble" && status >= 200 && status < 300;
  const retryAfter = header("retry-after") ?? "";
  const body = isPlain ? await pass(answer.body) : await readSome(answer.body, request.longest);
  if (status >= 200 && status < 300) expectWhole(answer.body, status);
  return { status, retryAfter, header, body };
}

/** A proxy's own answer is never taken for the receiver's. */
async function send({ dispatcher, origin, proxy }: OpenConnection, request: HttpRequest): Promise<Dispatcher.ResponseData> {
  const { method, path, headers, body, signal } = request;
  const sent = dispatcher.request({ origin, method, path, headers, body: body ?? null, signal });
  if (proxy === undefined) return await sent;
  const answer = await sent.catch((error: unknown) => {
    throw new ProxyError(proxy.variable, error);
  });
  if (answer.statusCode !== unauthenticated) return answer;
  await pass(answer.body);
  throw new ProxyError(proxy.variable, undefined, unauthenticated);
}

/** RFC 9110, 15.5.8: only a proxy answers with this. */
const unauthenticated = 407;

type Body = Dispatcher.ResponseData["body"];

/** Throws where a good answer was cut short: nobody knows whether the receiver has done its work. */
function expectWhole({ errored }: Body, status: number): void {
  if (isBrokenConnection(errored)) throw new AnswerCut(status, errored);
}

/** Reads an unused answer to its end, so that its connection can be used again. */
async function pass(body: Body): Promise<string> {
  await body.dump({ limit: longestAnswer }).catch(() => undefined);
  return "";
}

/** The beginning of an answer. If a refusal breaks off, the part before is enough, because the status decides. */
async function readSome(body: Body, longest = longestAnswer): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      // undici's body gives bytes unless an encoding is set
      chunks.push(chunk);
      size += chunk.length;
      if (size >= longest) break;
    }
  } catch {}
  return Buffer.concat(chunks).subarray(0, longest).toString("utf8");
}
