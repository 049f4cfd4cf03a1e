/** Finds variables whose value is probably not what was meant: in quotes, with a trailing blank, an address without https://. */

import { readOidc } from "../../core/access/oidc.ts";
import { readProxies } from "../../core/network/proxy.ts";
import type { Problem } from "./diagnostic.ts";
import type { Outside } from "./expand.ts";
import type { Secret } from "./secrecy.ts";

/** Variables that the relay itself reads. */
const read = [
  "BITHUMAN_WEBHOOK_SECRET",
  "BITHUMAN_API_SECRET",
  "BITHUMAN_API_URL",
  "AVATAR_RELAY_ADMIN_TOKEN",
  "AVATAR_RELAY_ADMIN_TOKENS",
  "SLACK_BOT_TOKEN",
  "SLACK_APP_TOKEN",
  "SLACK_SIGNING_SECRET",
  "SLACK_API_URL",
  "SMTP_URL",
  "SMTP_FROM",
  "PUBLIC_URL",
  "PUBLIC_ADMIN_URL",
  "DATABASE_URL",
  "OIDC_ISSUER",
  "OIDC_CLIENT_ID",
  "OIDC_CLIENT_SECRET",
] as const;

/** A mistake in a variable concerns the process, so its place is the beginning of the file. */
export function environmentProblems({ variable, placeholders }: Outside, secrets: readonly Secret[]): readonly Problem[] {
  if (placeholders) return [];
  const own = read.flatMap((name) => [{ name, value: variable(name) ?? "" }]);
  const named = secrets.filter(({ name }) => !own.some((each) => each.name === name));
  const faults = [...[...own, ...named].filter(({ value }) => value !== "").flatMap(faultsOf), ...oidcFaults(variable)];
  const unused = readProxies(variable).unused.map((text) => ({ text, hint: "name an HTTP proxy in HTTPS_PROXY, or unset it" }));
  return [...faults, ...unused].map((fault) => ({ ...fault, code: "W_ENV_VALUE", path: [], on: "value" }));
}

interface Faulty {
  readonly text: string;
  readonly hint: string;
}

function faultsOf({ name, value }: Secret): readonly Faulty[] {
  if (isQuoted(value)) {
    const hint = "set it without them; env files of Docker, systemd and Kubernetes do not take them away as a shell does";
    return [{ text: `${name} has quotes around it, and they are read as a part of it`, hint }];
  }
  if (value.trim() !== value)
    return [{ text: `${name} begins or ends with a blank or a line end, which is read as a part of it`, hint: blank }];
  const [fault] = slips.filter(({ is }) => is(value, name));
  if (fault !== undefined) return [{ text: `${name} ${fault.text}`, hint: fault.hint }];
  return name === "PUBLIC_URL" || name === "PUBLIC_ADMIN_URL" ? addressFaults(name, value) : [];
}

/** A start refuses these; a file is often checked before. */
function oidcFaults(variable: Outside["variable"]): readonly Faulty[] {
  const hint = 'docs/operations.md has them under "Signing in with a provider"';
  return readOidc(variable).problems.map((problem) => ({ text: problem.replace("E_OIDC: ", ""), hint }));
}

/** How a value is copied wrongly. */
const slips: readonly (Faulty & { readonly is: (value: string, name: string) => boolean })[] = [
  {
    is: (value, name) => value.startsWith(`${name}=`),
    text: "holds its own name, and it is read as a part of it",
    hint: "set what stands behind the =",
  },
  {
    is: (value, name) => /^bearer\s/i.test(value) && read.some((each) => each === name),
    text: 'begins with "Bearer", which the relay adds itself',
    hint: "set the token alone",
  },
  {
    is: (value) => /^(change[-_ ]?me|(xox[a-z]-)?your[-_ ].*|<[^<>@]*>|x{4,}|(xox[a-z]-)?\.{3}|todo)$/i.test(value),
    text: "holds a placeholder, as an example has it",
    hint: "set the value itself",
  },
];

const blank = "set it without; printf %s writes a file without a line end, echo with one";

/** The whole value, or one of several values with commas between them. */
function isQuoted(value: string): boolean {
  return [value, ...value.split(",")].some((part) => /^\s*(["'`]).*\1\s*$/s.test(part) && !part.includes("<"));
}

function addressFaults(name: string, value: string): readonly Faulty[] {
  const hint = "write it like https://relay.example.com";
  const isUsable = /^https?:\/\//i.test(value) && URL.canParse(value);
  if (!isUsable)
    return [{ text: `${name} is no address with https:// or http://, so that there are no links in messages and letters`, hint }];
  const { search, hash, username } = new URL(value);
  return search + hash + username === "" ? [] : [{ text: `${name} holds more than a host and a path`, hint }];
}
