/** Finds the channels that another organisation reads, and what they do not get. */

import type { Duration, Instant } from "../../core/time.ts";
import { type Audience, type AudienceAnswer, createAudiences } from "../../destinations/slack/audience.ts";
import { type DoctorFinding, note } from "../kit/finding.ts";
import type { SlackAnswer, SlackCall } from "./web.ts";

/** A destination that posts as a bot. */
export interface Posting {
  /** The destination's name. */
  readonly name: string;
  readonly token: string;
  readonly channels: readonly string[];
  /** `share_contacts:` of the file. */
  readonly share: unknown;
}

/** Nothing where the settings decide, where nobody else reads the channel, and where this Slack cannot be asked. */
export async function checkAudiences(postings: readonly Posting[], call: SlackCall): Promise<readonly DoctorFinding[]> {
  const open = postings.filter(({ share }) => share !== false);
  const tokens = [...new Set(open.map(({ token }) => token))];
  const found = tokens.map((token) =>
    audiencesOf(
      token,
      open.filter((each) => each.token === token),
      call,
    ),
  );
  return (await Promise.all(found)).flat();
}

async function audiencesOf(token: string, postings: readonly Posting[], call: SlackCall): Promise<readonly DoctorFinding[]> {
  const codes: string[] = [];
  const ask = async (method: string, payload: Parameters<SlackCall>[2]): Promise<AudienceAnswer> => {
    const answer = await call(method, token, payload);
    if (answer.code !== "") codes.push(answer.code);
    return answeredBy(answer);
  };
  const audiences = createAudiences({ ask, now: () => Date.now() as Instant }); // the machine's clock
  const findings: DoctorFinding[] = [];
  for (const { name, channels, share } of postings)
    for (const channel of channels) {
      const audience = await audiences.of(channel, AbortSignal.timeout(timeout));
      if (audience !== "untold" || !codes.includes("unknown_method")) findings.push(...findingOf({ name, channel, audience, share }));
    }
  return findings.filter(({ what }, index) => findings.findIndex((other) => other.what === what) === index);
}

const timeout: Duration = 10_000;

function answeredBy({ ok: isOk, body, code }: SlackAnswer): AudienceAnswer {
  if (isOk) return { kind: "answered", result: body };
  return code === "" ? { kind: "unanswered" } : { kind: "error", code };
}

interface Read {
  readonly name: string;
  readonly channel: string;
  readonly audience: Audience;
  readonly share: unknown;
}

const scopes = "the bot lacks the scopes channels:read and groups:read";

function findingOf({ name, channel, audience, share }: Read): readonly DoctorFinding[] {
  if (audience === "own") return [];
  if (share === true)
    return audience === "shared"
      ? [note(`another organisation reads ${channel}, and sees who visitors are`, `share_contacts: true of ${name} says so`)]
      : [];
  switch (audience) {
    case "shared":
      return [
        note(
          `another organisation reads ${channel}: who visitors are is left out of messages there`,
          `share_contacts: true of ${name} sends it`,
        ),
      ];
    case "untold":
      return [
        note(
          `whether another organisation reads a channel cannot be asked, so that nothing is left out: ${scopes}`,
          "add them under OAuth & Permissions, and install the app once more; share_contacts: true or false of the destination decides it without them",
        ),
      ];
    case "unknown":
      return [
        note(
          `Slack does not say whether another organisation reads ${channel}: who visitors are is left out of messages there`,
          `invite the bot there (/invite @avatar-relay); share_contacts: true of ${name} sends it`,
        ),
      ];
    default:
      return audience satisfies never;
  }
}
