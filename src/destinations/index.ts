/** The shelf of destinations: one line each. */

import type { Destination } from "../core/destination.ts";
import { avatar } from "./avatar.ts";
import { console } from "./console.ts";
import { email } from "./email.ts";
import { http } from "./http.ts";
import { kinesis } from "./kinesis.ts";
import { postgres } from "./postgres.ts";
import { s3 } from "./s3.ts";
import { slack } from "./slack.ts";
import { verdict } from "./verdict.ts";
import { webhook } from "./webhook.ts";

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
