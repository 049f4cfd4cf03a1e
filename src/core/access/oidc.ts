/** Reads the OpenID Connect provider from the environment: people sign in to the page with it. Every mistake is reported. */

import { type AdminRole, mayAct, roles } from "./principal.ts";

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined for a public client, which has PKCE alone. */
  readonly clientSecret: string | undefined;
  readonly groups: readonly GroupRole[];
}

export interface GroupRole {
  readonly group: string;
  readonly role: AdminRole;
}

export interface ReadOidc {
  /** Undefined where nothing is set, or something is wrong. */
  readonly oidc: OidcSettings | undefined;
  readonly problems: readonly string[];
}

const needed = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_GROUPS"] as const;

export function readOidc(variable: (name: string) => string | undefined): ReadOidc {
  const textOf = (name: string) => variable(name)?.trim() || undefined;
  const missing = needed.filter((name) => textOf(name) === undefined);
  const isSet = [...needed, "OIDC_CLIENT_SECRET"].some((name) => textOf(name) !== undefined);
  if (!isSet) return { oidc: undefined, problems: [] };
  const problems = missing.map((name) => `E_OIDC: ${name} is missing: ${needed.join(", ")} belong together (${shapes[name]})`);
  const issuer = textOf("OIDC_ISSUER") ?? "";
  if (issuer !== "") problems.push(...issuerFaults(issuer));
  const groups = (textOf("OIDC_GROUPS") ?? "").split(",").flatMap((entry, index) => groupOf(entry, index, problems));
  const settings = { issuer, clientId: textOf("OIDC_CLIENT_ID") ?? "", clientSecret: textOf("OIDC_CLIENT_SECRET"), groups };
  return { oidc: problems.length === 0 ? settings : undefined, problems };
}

const shapes = {
  OIDC_ISSUER: "the provider's address, e.g. https://login.example.com",
  OIDC_CLIENT_ID: "the name that the provider has given the relay",
  OIDC_GROUPS: "group:role,… with the roles viewer, responder, admin",
} as const;

function issuerFaults(text: string): readonly string[] {
  const expected = "E_OIDC: OIDC_ISSUER must be the provider's address such as https://login.example.com";
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return [`${expected}, found no address that begins with https://`];
  const { protocol, hostname, search, hash, username } = new URL(text);
  if (search + hash + username !== "") return [`${expected}, found more than a host and a path`];
  if (protocol === "https:" || /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)) return [];
  return [`${expected}, found http:// to another machine: secrets and codes would cross the network in the clear`];
}

/** The name of a group may contain colons. The role is the part behind the last colon. */
function groupOf(entry: string, index: number, problems: string[]): readonly GroupRole[] {
  if (entry.trim() === "") return [];
  const at = entry.lastIndexOf(":");
  const [group, written] = [entry.slice(0, Math.max(0, at)).trim(), entry.slice(at + 1).trim()];
  const role = roles.find((each) => each === written);
  if (group !== "" && role !== undefined) return [{ group, role }];
  const found = group === "" ? "found no group and colon" : `found the role "${written}"`;
  problems.push(`E_OIDC: OIDC_GROUPS, entry ${index + 1}: expected group:role with one of ${roles.join(", ")}, ${found}`);
  return [];
}

/** The role with the most rights; undefined where no group has a role. */
export function roleOfGroups(groups: readonly string[], known: readonly GroupRole[]): AdminRole | undefined {
  const found = known.filter(({ group }) => groups.includes(group)).map(({ role }) => role);
  return found.find((role) => found.every((other) => mayAct(role, other)));
}
