/** All conditions. A new one is a file here and a line below. */

import type { Condition } from "../../core/condition.ts";
import { agent } from "./agent.ts";
import { all } from "./all.ts";
import { any } from "./any.ts";
import { concern } from "./concern.ts";
import { count } from "./count.ts";
import { field } from "./field.ts";
import { frustration } from "./frustration.ts";
import { keywords } from "./keywords.ts";
import { language } from "./language.ts";
import { not } from "./not.ts";
import { participants } from "./participants.ts";
import { pattern } from "./pattern.ts";
import { rate } from "./rate.ts";
import { repeat } from "./repeat.ts";
import { role } from "./role.ts";
import { schedule } from "./schedule.ts";
import { session } from "./session.ts";
import { silence } from "./silence.ts";
import { trend } from "./trend.ts";
import { unanswered } from "./unanswered.ts";
import { wantsHuman } from "./wants-human.ts";

export const conditions: readonly Condition[] = [
  role,
  agent,
  keywords,
  pattern,
  field,
  participants,
  count,
  rate,
  repeat,
  frustration,
  wantsHuman,
  unanswered,
  concern,
  language,
  session,
  schedule,
  silence,
  trend,
  all,
  any,
  not,
];
