/** The name of a channel from an event, by Slack's rules: small letters, digits, hyphens and underscores, at most 80. */

import { toWellFormed } from "../../text/cut.ts";

const longestName = 80;

/** A channel's id in Slack's form. A person's id is refused, so a message for a channel never becomes a direct one. */
const channelId = /^[CG][A-Z0-9]{7,}$/;

/** `#A80HVD8577` → `#a80hvd8577`; empty where nothing is left. */
export function channelOf(rendered: string): string {
  const text = rendered.trim();
  if (channelId.test(text)) return text;
  const name = toWellFormed(text.normalize("NFKC"))
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}_-]+/gu, "-")
    .replace(/^[-]+/, "");
  const short = [...name]
    .slice(0, longestName)
    .join("")
    .replace(/(?<!-)-+$/, "");
  return short === "" ? "" : `#${short}`;
}

/** Why a text cannot be a channel's name, with the remedy; undefined where it can. */
export function noChannel(written: string): { readonly found: string; readonly hint: string } | undefined {
  const name = written.trim();
  if (/^https?:/i.test(name)) return { found: "a link", hint: "write the id at its end, C0123456789, or the name" };
  if (name.startsWith("<")) return { found: "Slack's way to mention a channel", hint: "write the id in it, C0123456789, or the name" };
  if (name.startsWith("@")) return { found: "a person", hint: 'name a channel: "#support"' };
  if (/^[^@\s]+@[^@\s]+$/.test(name)) return { found: "a person's address", hint: 'name a channel: "#support"' };
  if (name.includes(",")) return { found: "several channels", hint: "make a destination for each, and name all of them in then:" };
  if (/\s/.test(name)) return { found: "spaces", hint: 'names in Slack have hyphens: "#support-team"' };
  if (name.replace(/^#+/, "") === "") return { found: "nothing", hint: 'write a name in quotes: "#support"' };
  const [sign] = /[^\p{L}\p{M}\p{N}_-]/u.exec(name.replace(/^#/, "")) ?? [];
  if (sign !== undefined) return { found: `a ${sign}`, hint: 'names in Slack have letters, digits, - and _: "#support-team"' };
  if ([...name].length > longestName + 1) return { found: `more than ${longestName} signs`, hint: "names in Slack are shorter" };
  return undefined;
}
