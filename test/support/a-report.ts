/** A report of a week in which something happened. */

import type { Report } from "../../src/core/insights/report.ts";

export function aReport(override: Partial<Report> = {}): Report {
  const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map((label, index) => ({
    label,
    date: `2026-11-${23 + index}`,
    sessions: 40 - 5 * index,
    before: 38 - 5 * index,
    holiday: null,
  }));
  return {
    title: "Week from 23 November 2026",
    from: "2026-11-22T23:00:00.000Z",
    to: "2026-11-29T23:00:00.000Z",
    before: { from: "2026-11-15T23:00:00.000Z", to: "2026-11-22T23:00:00.000Z" },
    timezone: "Europe/Berlin",
    agent: null,
    sums: [{ name: "Conversations", now: "175", before: "161" }],
    changes: [
      {
        of: "unanswered",
        subject: "support",
        now: 0.18,
        before: 0.08,
        isShare: true,
        p: 1e-6,
        better: false,
        text: "support: 18 % of conversations without an answer, 8 % before",
      },
    ],
    compared: 40,
    questions: [],
    claims: null,
    findings: [{ rule: "asks-for-a-person", now: 12, before: 9, useful: 4, noise: 0 }],
    noisy: [],
    quiet: [],
    days,
    notes: [],
    link: null,
    ...override,
  };
}
