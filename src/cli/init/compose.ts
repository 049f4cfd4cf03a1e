/** The text of rules.yaml for a vendor, or for none. */

import { filingRules, filingTests, type Vendor } from "./vendors.ts";

/** Inserts a vendor's parts into the template; without a vendor the places are removed. */
export function composeRules(template: string, vendor: Vendor | undefined): string {
  const parts: Readonly<Record<string, readonly string[]>> =
    vendor === undefined ? {} : { destinations: vendor.destinations, rules: filingRules(vendor), tests: filingTests(vendor) };
  return template.replace(/^( *)# <(\w+)>\n/gm, (_, indent: string, part: string) => {
    const texts = parts[part] ?? [];
    return texts.map((text) => `${indented(text, indent)}${part === "rules" ? "\n" : ""}`).join("");
  });
}

function indented(text: string, indent: string): string {
  return `${text}\n`.replace(/^(?=.)/gm, indent);
}
