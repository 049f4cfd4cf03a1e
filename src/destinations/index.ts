/** All destinations: one line each. */

import type { Destination } from "../core/destination.ts";
import { avatar } from "./avatar/avatar.ts";
import { console } from "./console.ts";
import { email } from "./email/email.ts";
import { http } from "./http.ts";
import { kinesis } from "./kinesis/kinesis.ts";
import { postgres } from "./postgres/postgres.ts";
import { s3 } from "./s3/s3.ts";
import { slack } from "./slack/slack.ts";
import { verdict } from "./verdict/verdict.ts";
import { webhook } from "./webhook/webhook.ts";

export const destinations: readonly Destination[] = [
  console, //
  slack,
  email,
  http,
  webhook,
  avatar,
  s3,
  kinesis,
  postgres,
  verdict,
];
