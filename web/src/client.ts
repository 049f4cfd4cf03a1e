/** Calls of the admin API. The browser sends the cookie of the session; a call that changes something also shows the CSRF token. */

import { basePath } from "./base-path.ts";
import { csrfToken } from "./csrf.ts";

/** The relay has answered, and refuses. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  /** What people quote when they ask for help. */
  readonly requestId: string | undefined;
  /** The whole answer, e.g. the diagnostics of a 422. */
  readonly answer: unknown;

  constructor(status: number, answer: unknown) {
    const { code, message, request_id } = errorOf(answer);
    super(message ?? `The relay answered ${status}.`);
    this.status = status;
    this.code = code ?? "unknown";
    this.requestId = request_id;
    this.answer = answer;
  }
}

interface ErrorAnswer {
  readonly code?: string;
  readonly message?: string;
  readonly request_id?: string;
}

function errorOf(answer: unknown): ErrorAnswer {
  const isObject = typeof answer === "object" && answer !== null && "error" in answer;
  return isObject && typeof answer.error === "object" && answer.error !== null ? answer.error : {};
}

/** A relay that does not answer within this time counts as stopped. */
const patience = 10_000;

type Method = "GET" | "POST" | "PUT" | "DELETE";

export interface Query {
  readonly [name: string]: string | number | undefined;
}

export function get<Answer>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Answer> {
  const timeout = AbortSignal.timeout(patience);
  return request<Answer>("GET", `${path}${queryText(query)}`, {
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  });
}

export function post<Answer>(path: string, body: object = {}): Promise<Answer> {
  return request<Answer>("POST", path, withJson(body));
}

export function put<Answer>(path: string, body: object): Promise<Answer> {
  return request<Answer>("PUT", path, withJson(body));
}

/** The answer itself, where it is a stream of events. */
export async function postForStream(path: string, body: object, signal: AbortSignal): Promise<Response> {
  const response = await fetch(addressOf(path), { method: "POST", ...withJson(body), signal });
  if (!response.ok) throw new Refusal(response.status, await jsonOf(response));
  return response;
}

export function remove<Answer>(path: string): Promise<Answer> {
  return request<Answer>("DELETE", path, { headers: changeHeaders() });
}

async function request<Answer>(method: Method, path: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(addressOf(path), { method, ...init });
  const answer = await jsonOf(response);
  if (!response.ok) throw new Refusal(response.status, answer);
  return answer as Answer; // api.ts declares what the relay answers; tests compare both
}

function addressOf(path: string): string {
  return `${basePath}/api${path}`;
}

function withJson(body: object): RequestInit {
  return { headers: { ...changeHeaders(), "content-type": "application/json" }, body: JSON.stringify(body) };
}

function changeHeaders(): Record<string, string> {
  const token = csrfToken();
  return token === undefined ? {} : { "x-csrf-token": token };
}

/** Undefined where nothing was sent, or something that is no JSON (a proxy's page). */
async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is not asked for is left out. */
function queryText(query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, String(value)]]));
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}
