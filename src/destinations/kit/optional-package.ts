/** Packages that few users need. They are not installed with the relay, and are loaded when a destination first sends. */

import type { Outcome } from "../../core/delivery.ts";

export type LoadedPackage<Module> =
  | { readonly kind: "loaded"; readonly module: Module }
  | { readonly kind: "missing"; readonly outcome: Outcome };

/** Loads a package, or says what to install. */
export async function loadPackage<Module>(name: string, load: () => Promise<Module>): Promise<LoadedPackage<Module>> {
  try {
    return { kind: "loaded", module: await load() };
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_MODULE_NOT_FOUND") throw error;
    const detail = `the package ${name} is not installed: npm install ${name}`;
    return { kind: "missing", outcome: { kind: "pause", reason: "missing", detail } };
  }
}
