/** The tokens of the admin port: those of the environment, or one that is generated at the first start and stored beside the data. */

import { type Access, adminName, isWeak, type NamedToken, weakness } from "../../../core/access/principal.ts";
import type { CompareAndSet } from "../../../core/compare-and-set.ts";
import type { Emit } from "../../../core/signal.ts";

export interface AccessOptions {
  readonly configured: readonly NamedToken[];
  readonly preview: boolean;
  /** Stores a text in a file of the data folder, for this user only; undefined where a database is shared. */
  readonly keepFile: ((name: string, fresh: string) => string) | undefined;
  readonly keep: CompareAndSet;
  /** A new token. */
  readonly fresh: string;
}

/** The name of the file in the data folder, and of the text in a database. */
export const tokenFile = "admin-token";
export const tokenKey = "admin token";

export async function openAccess(options: AccessOptions): Promise<Access> {
  const { configured, preview, keepFile, keep, fresh } = options;
  if (configured.length > 0) return { tokens: configured, from: "environment" };
  if (preview) return { tokens: [], from: "preview" };
  try {
    if (keepFile === undefined) return made(await keep(tokenKey, fresh), "database");
    return made(keepFile(tokenFile, fresh), "file");
  } catch (error) {
    const unkept = error instanceof Error ? error.message : String(error);
    return { ...made(fresh, "memory"), unkept }; // webhooks are accepted all the same
  }
}

/** Reports weak and unstored tokens. */
export function reportAccess({ tokens, from, unkept }: Access, emit: Emit): void {
  if (unkept !== undefined) emit({ name: "admin.token", by: adminName, trouble: "unkept", detail: unkept });
  if (from !== "environment") return;
  for (const { name: by } of tokens.filter(isWeak)) emit({ name: "admin.token", by, trouble: "weak", detail: weakness });
}

function made(token: string, from: Access["from"]): Access {
  return { tokens: [{ name: adminName, role: "admin", token }], from };
}
