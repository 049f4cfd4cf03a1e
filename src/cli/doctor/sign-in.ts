/** Checks whether people can sign in to the page with the provider of the environment. */

import { readOidc } from "../../core/access/oidc.ts";
import { openOutbound } from "../../net/connections.ts";
import { discover, failureOf } from "../../observe/admin/sign-in/oidc.ts";
import { publicAddressOf } from "../../observe/admin/sign-in/public-address.ts";
import type { CliIo } from "../command.ts";
import { type DoctorFinding, note, ok, wrong } from "../kit/finding.ts";

const page = "docs/operations.md, Signing in with a provider";

export async function checkSignIn({ env }: CliIo): Promise<readonly DoctorFinding[]> {
  const variable = (name: string) => env[name];
  const { oidc, problems } = readOidc(variable);
  if (oidc === undefined) return problems.map((problem) => wrong(problem, page));
  const address = publicAddressOf(env.PUBLIC_ADMIN_URL);
  const outbound = await openOutbound(variable);
  try {
    await discover({ settings: oidc, openFetch: async () => outbound.fetch });
    const groups = oidc.groups.map(({ group, role }) => `${group} (${role})`).join(", ");
    const back = address === undefined ? [] : [`it has to send people back to ${address.origin}${address.prefix}/auth/callback`];
    return [
      ok([`${oidc.issuer} is a provider to sign in with, for ${groups}`, ...back].join("; ")),
      ...(address === undefined ? [note("PUBLIC_ADMIN_URL is not set", "set it: the provider sends people back to that address")] : []),
    ];
  } catch (error) {
    return [wrong(`nobody can sign in with ${oidc.issuer}`, failureOf(error).detail)];
  } finally {
    await outbound.close();
  }
}
