/** The wiring of questions: how their quotes are redacted, and where answers go. */

import { isJsonObject, type Json, valueAt } from "../core/json.ts";
import { bithumanBase } from "../net/bithuman/client.ts";
import { uploadKnowledge } from "../net/bithuman/knowledge.ts";
import { proxyFor } from "../net/proxy.ts";
import type { QuestionParts } from "../observe/admin/questions.ts";
import { quoteRedactor } from "../rules/templates/contacts.ts";
import type { OwnRedaction } from "../rules/templates/redact/redact.ts";
import type { Parts } from "./parts.ts";

export function knowledgeOf(parts: Parts): Pick<QuestionParts, "redactQuote" | "uploadKnowledge"> {
  return { redactQuote: redactorOf(parts), uploadKnowledge: uploadOf(parts) };
}

/** By the present rules. Patterns are compiled once for each version of them. */
export function redactorOf({ rulebook }: Pick<Parts, "rulebook">): (text: string) => string {
  let of: Json | undefined;
  let redact = quoteRedactor([]);
  return (text) => {
    const { effective } = rulebook.current();
    if (effective !== of) redact = quoteRedactorIn(effective);
    of = effective;
    return redact(text);
  };
}

/** By an effective configuration. */
export function quoteRedactorIn(effective: Json): (text: string) => string {
  const listed = valueAt(effective, ["settings", "redact"]);
  const own = Array.isArray(listed) ? listed.filter(isJsonObject) : [];
  return quoteRedactor(own as unknown as readonly OwnRedaction[]); // read by the schema of the settings
}

/** Undefined without a key, and in the preview, which sends nothing. */
function uploadOf({ settings, environment }: Parts): QuestionParts["uploadKnowledge"] {
  const { variable, version, now, randomId } = environment;
  const [secret, base] = [variable("BITHUMAN_API_SECRET"), bithumanBase(variable)];
  if (!secret || base === undefined || settings.rules === undefined) return undefined;
  const access = { base, secret, proxyFor: proxyFor(variable), userAgent: `avatar-relay/${version}`, now };
  return async (file) => {
    const sent = await uploadKnowledge(access, file, `relay-${randomId()}`);
    if (sent.kind === "uploaded") return { state: "uploaded", at: now(), file: sent.file };
    return { state: "failed", at: now(), detail: sent.detail };
  };
}
