/** The schema of `sources:`. */

import { z } from "zod";
import { hoursShape } from "../hours.ts";
import { cidr, duration, oneOrMany, text, wholeNumber } from "../schema.ts";

const headerName = z.string().regex(/^[\w-]+$/, { error: "expected the name of a header" });

const verify = z.strictObject({
  scheme: z.enum(["auto", "body", "timestamped", "path", "none"]).prefault("auto"),
  secrets: oneOrMany(text()).optional(),
  headers: oneOrMany(headerName)
    .optional()
    .meta({ description: "Headers in which a sender that does not sign may show the secret itself, like x-webhook-secret." }),
});

/** One source. */
export const sourceSchema = z.strictObject({
  preset: z.string().min(1).prefault("bithuman").meta({ description: "The sender of these webhooks; ./my.yaml names a file of your own." }),
  path: z
    .string()
    .regex(/^\/[\w./~%+=@:-]*$/, { error: "expected a path like /webhook" })
    .prefault("/webhook"),
  secret: oneOrMany(text()).optional().meta({ description: "The secret that the sender signs with, or shows." }),
  key: text().optional().meta({ description: "The key that belongs to the secret, if the sender names one (LiveKit)." }),
  verify: verify.optional(),
  headers: z.record(headerName, text()).optional(),
  sessions: z.string().optional().meta({ description: "The source whose sessions its events belong to. Default: its own." }),
  allow_ips: oneOrMany(cidr()).optional(),
  trusted_hops: wholeNumber(0).prefault(0),
  trusted_proxies: oneOrMany(cidr()).optional().meta({ description: "Proxies that may name the client by X-Forwarded-For or Forwarded." }),
  silent_after: z
    .union([duration(), z.strictObject({ for: duration(), ...hoursShape })])
    .optional()
    .meta({
      description: "After this long without an event `relay.source.silent` comes. With hours, silence outside of them does not count.",
    }),
});

export type WrittenSource = z.output<typeof sourceSchema>;

/** The schema of `sources:`. */
export const sourcesSchema = z.record(
  z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/, { error: "expected a short name of letters, digits, dots and dashes" }),
  sourceSchema,
);
