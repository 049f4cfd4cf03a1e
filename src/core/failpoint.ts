/** Named points that an event and its deliveries pass. The crash harness ends the process at them; in production nothing happens there. */

export const failpoints = [
  "body-read",
  "before-accept",
  "in-accept",
  "after-accept-commit",
  "after-ack",
  "in-evaluate",
  "after-evaluate",
  "after-claim",
  "before-send",
  "after-send",
  "in-settle",
  "in-bury",
  "in-redrive",
  "in-prune",
  "in-project",
  "in-questions",
  "in-reload",
] as const;

export type FailpointName = (typeof failpoints)[number];

export type Failpoint = (point: FailpointName) => void;
