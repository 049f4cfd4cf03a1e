/** Signed-in people. A sealed cookie contains the session, so every replica and the next process know it without a table. */

import { setTimeout as pause } from "node:timers/promises";
import { type AdminRole, type NamedToken, type Principal, roles } from "../../../core/access/principal.ts";
import type { CompareAndSet } from "../../../core/compare-and-set.ts";
import { type Clock, type Duration, day, hour, type Instant, plus, second } from "../../../core/time.ts";
import type { Tickets } from "../../../net/ticket.ts";

export interface PageSession {
  readonly id: string;
  readonly principal: Principal;
  readonly expiresAt: Instant;
  /** The value that a changing call needs in `x-csrf-token`. */
  readonly csrf: string;
}

/** What a session depends on: a configured token, or a configured provider. */
export type SignIn =
  | { readonly via: "token"; readonly token: NamedToken }
  | { readonly via: "oidc"; readonly name: string; readonly role: AdminRole; readonly provider: string };

export interface BegunSession {
  readonly session: PageSession;
  /** The cookie's value. */
  readonly sealed: string;
  readonly lasts: Duration;
}

export interface Sessions {
  begin(signIn: SignIn): BegunSession;
  /** Undefined where the text is not ours, has expired, was ended, or depends on something that is no longer configured. */
  find(sealed: string): PageSession | undefined;
  end(session: PageSession): Promise<void>;
  /** Names of the two cookies. The ports of one host share cookies, so each installation has its own names. */
  cookieNames(): { readonly session: string; readonly csrf: string };
}

export interface SessionsOptions {
  readonly tickets: Pick<Tickets, "seal" | "open">;
  readonly tokens: readonly NamedToken[];
  /** Identifies the provider's settings; undefined where there is none. */
  readonly provider?: string | undefined;
  readonly keep: CompareAndSet;
  readonly now: Clock;
  readonly randomId: () => string;
}

/** A token's session also ends with its token; a provider is asked again for the groups. */
const lives = { token: 7 * day, oidc: 12 * hour } as const;

/** Longer texts are ignored. */
const longestCookie = 1_024;

/** Knows the sessions that were ended before the start from its first request on, unless the store is down. */
export async function openSessions(options: SessionsOptions): Promise<Sessions> {
  const ended = createEnded(options);
  await Promise.race([ended.look().catch(() => {}), pause(timeout, undefined, { ref: false })]);
  return createSessions(options, ended);
}

function createSessions({ tickets, tokens, provider, now, randomId }: SessionsOptions, ended: Ended): Sessions {
  const markOf = (text: string) => tickets.seal(text).slice(text.length + 1);

  function proofOf(via: Facts["via"], name: string): string | undefined {
    if (via === "oidc") return provider;
    const token = tokens.find((each) => each.name === name)?.token;
    return token === undefined ? undefined : markOf(`admin-token.${token}`);
  }

  function sessionOf({ id, name, role, via, expiresAt }: Facts): PageSession {
    const current = via === "token" ? tokens.find((each) => each.name === name)?.role : undefined;
    return { id, principal: { name, role: current ?? role, via }, expiresAt, csrf: markOf(`admin-csrf.${id}`) };
  }

  return {
    begin(signIn) {
      const { name, role } = signIn.via === "token" ? signIn.token : signIn;
      const lasts = lives[signIn.via];
      const proof = proofOf(signIn.via, name) ?? "";
      const facts: Facts = { id: randomId(), name, role, via: signIn.via, proof, expiresAt: plus(now(), lasts) };
      return { session: sessionOf(facts), sealed: tickets.seal(`${kind}${sealedText(facts)}`).slice(kind.length), lasts };
    },
    find(sealed) {
      const text = sealed.length > longestCookie ? undefined : tickets.open(`${kind}${sealed}`);
      const facts = text === undefined ? undefined : factsOf(text.slice(kind.length));
      if (facts === undefined || facts.expiresAt <= now() || ended.has(facts.id)) return undefined;
      return facts.proof === proofOf(facts.via, facts.name) ? sessionOf(facts) : undefined;
    },
    end: ({ id, expiresAt }) => ended.add(id, expiresAt),
    cookieNames() {
      const instance = markOf("admin-instance").slice(0, 8);
      return { session: `relay-session-${instance}`, csrf: `relay-csrf-${instance}` };
    },
  };
}

/** The prefix of each sealed text, so that no ticket of a button or a link is a session. */
const kind = "admin-session.";

interface Facts {
  readonly id: string;
  readonly name: string;
  readonly role: AdminRole;
  readonly via: "token" | "oidc";
  readonly proof: string;
  readonly expiresAt: Instant;
}

function sealedText({ id, name, role, via, proof, expiresAt }: Facts): string {
  return Buffer.from(JSON.stringify([id, name, role, via, proof, expiresAt])).toString("base64url");
}

/** The text is ours, but a later version may have used another form. */
function factsOf(text: string): Facts | undefined {
  const parts: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
  if (!Array.isArray(parts)) return undefined;
  const [id, name, roleText, via, proof, expiresAt] = parts as readonly unknown[];
  const role = roles.find((each) => each === roleText);
  const isWhole = typeof id === "string" && typeof name === "string" && typeof proof === "string" && typeof expiresAt === "number";
  if (!isWhole || role === undefined || (via !== "token" && via !== "oidc")) return undefined;
  return { id, name, role, via, proof, expiresAt: expiresAt as Instant }; // it was one when it was sealed
}

/** Sessions that were signed out early. */
interface Ended {
  /** Reads them from the store. */
  look(): Promise<string>;
  has(id: string): boolean;
  add(id: string, until: Instant): Promise<void>;
}

const endedKey = "admin sessions that were signed out";

/** Beyond this number the oldest may be used again until it expires. */
const mostEnded = 500;

/** A replica notices sessions that another one has ended after this long. */
const lookEach: Duration = 10 * second;

/** A store that does not answer locks nobody out. */
const timeout: Duration = 500;

type EndedList = readonly (readonly [id: string, until: Instant])[];

function createEnded({ keep, now }: Pick<SessionsOptions, "keep" | "now">): Ended {
  let known: EndedList = [];
  let lookedAt = Number.NEGATIVE_INFINITY;
  const look = async () => {
    const text = await keep(endedKey, "[]");
    known = JSON.parse(text) as EndedList; // only `add` writes it
    return text;
  };
  return {
    look,
    has(id) {
      if (now() - lookedAt >= lookEach || now() < lookedAt) {
        lookedAt = now();
        look().catch(() => {}); // other code reports a store that is down
      }
      return known.some(([each]) => each === id);
    },
    async add(id, until) {
      known = [...known, [id, until]];
      for (let tries = 0; tries < 5; tries += 1) {
        const before = await look();
        known = [...known.filter(([each, end]) => each !== id && end > now()), [id, until] as const].slice(-mostEnded);
        const next = JSON.stringify(known);
        if ((await keep(endedKey, next, before)) === next) return;
      }
    },
  };
}
