/** Who calls the admin port, and what they may do there. */

/** Each role may do what the roles before it may do, and more. */
export const roles = ["viewer", "responder", "admin"] as const;

export type AdminRole = (typeof roles)[number];

export function mayAct(role: AdminRole, needed: AdminRole): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

export interface Principal {
  readonly name: string;
  readonly role: AdminRole;
  /** How the caller was identified. A preview identifies nobody. */
  readonly via: "token" | "oidc" | "preview";
}

export interface NamedToken {
  readonly name: string;
  readonly role: AdminRole;
  readonly token: string;
}

/** Who may use the admin port. */
export interface Access {
  /** Without tokens, as in a preview, everybody who reaches the port is the admin. */
  readonly tokens: readonly NamedToken[];
  /** Where the tokens are stored; `memory` where the generated token could not be stored. */
  readonly from: "environment" | "file" | "database" | "memory" | "preview";
  /** Why the generated token could not be stored. */
  readonly unkept?: string;
}

/** A shorter token can be guessed. */
export const shortestToken = 16;

export function isWeak({ token }: NamedToken): boolean {
  return token.length < shortestToken;
}

export const weakness = `a token of fewer than ${shortestToken} characters can be guessed: take a longer one (openssl rand -hex 24)`;

/** The name of the unnamed token and of the generated token. */
export const adminName = "admin";

export interface ReadTokens {
  readonly tokens: readonly NamedToken[];
  /** Every mistake, without any token in the text. */
  readonly problems: readonly string[];
}

/** `one` is AVATAR_RELAY_ADMIN_TOKEN, `named` AVATAR_RELAY_ADMIN_TOKENS: `name:role:token,…`. */
export function readTokens(one: string | undefined, named: string | undefined): ReadTokens {
  const problems: string[] = [];
  const own = one === undefined || one === "" ? [] : [ownToken(one, problems)];
  const listed = named === undefined || named === "" ? [] : named.split(",").map((entry, index) => entryOf(entry.trim(), index, problems));
  const tokens = [...own, ...listed].filter((each) => each !== undefined);
  problems.push(...doubles(tokens));
  return { tokens, problems };
}

const listName = "AVATAR_RELAY_ADMIN_TOKENS";
const shape = "expected name:role:token, several separated by commas";

/** What an `authorization` header can carry. */
function isSendable(token: string): boolean {
  return /^[\x21-\x2b\x2d-\x7e]+$/.test(token);
}

function ownToken(text: string, problems: string[]): NamedToken | undefined {
  const token = text.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return { name: adminName, role: "admin", token };
  problems.push("E_ADMIN_TOKENS: AVATAR_RELAY_ADMIN_TOKEN: expected visible ASCII characters without spaces, which a header can carry");
  return undefined;
}

function entryOf(entry: string, index: number, problems: string[]): NamedToken | undefined {
  const at = `E_ADMIN_TOKENS: ${listName}, entry ${index + 1}`;
  const [, name = "", roleText = "", token = ""] = /^([^:]*):([^:]*):(.*)$/s.exec(entry) ?? [];
  if (!/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/.test(name)) {
    problems.push(`${at}: ${entry === "" ? "it is empty" : "a name of letters, digits and . _ @ - is missing"}; ${shape}`);
    return undefined;
  }
  const role = roles.find((each) => each === roleText);
  if (role === undefined) problems.push(`${at} (${name}): the role must be one of ${roles.join(", ")}; ${shape}`);
  if (!isSendable(token)) problems.push(`${at} (${name}): the token is missing, or has characters that a header cannot carry; ${shape}`);
  return role === undefined || !isSendable(token) ? undefined : { name, role, token };
}

/** Each name stands for one person, and each token for one name. */
function doubles(tokens: readonly NamedToken[]): readonly string[] {
  return tokens.flatMap(({ name, token }, index) => {
    const before = tokens.slice(0, index);
    const sameName = before.some((each) => each.name === name);
    const owner = before.find((each) => each.token === token);
    return [
      ...(sameName
        ? [
            `E_ADMIN_TOKENS: ${listName}: the name ${name} is there twice${name === adminName ? " (AVATAR_RELAY_ADMIN_TOKEN has it, too)" : ""}`,
          ]
        : []),
      ...(owner === undefined
        ? []
        : [`E_ADMIN_TOKENS: ${listName}: ${owner.name} and ${name} have the same token; give each a token of its own`]),
    ];
  });
}
