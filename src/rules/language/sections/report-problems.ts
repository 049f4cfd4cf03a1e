/** Settings that name a destination which there is not, or which cannot do that. */

import type { ReportSchedule } from "../../../core/insights/report.ts";
import type { Path } from "../../yaml/path.ts";
import type { Problem } from "../diagnostic.ts";
import { unknownDestination } from "./actions.ts";
import type { Destinations } from "./destinations-section.ts";
import type { Whereabouts } from "./section.ts";

export interface ReportProblemsRequest {
  readonly reports: readonly ReportSchedule[];
  readonly destinations: Destinations;
  readonly where: Whereabouts;
}

export function reportProblems({ reports, destinations, where }: ReportProblemsRequest): readonly Problem[] {
  const { names, value: drafts } = destinations;
  return reports.flatMap(({ to }, index) =>
    to.flatMap((name): readonly Problem[] => {
      const path: Path = ["settings", "reports", index, "to"];
      if (!names.includes(name)) return [unknownDestination(name, path, { names, where })];
      const draft = drafts.find((each) => each.name === name);
      if (draft === undefined) return []; // its mistake is reported at its own place
      const configured = draft.kind.configure(draft.settings, { name, seal: String, unseal: String });
      return configured.report === undefined ? [carriesNone(name, draft.kind.type, path)] : [];
    }),
  );
}

function carriesNone(name: string, type: string, path: Path): Problem {
  const isPersonal = type === "slack" || type === "email";
  const hint = isPersonal
    ? "an event decides who gets its messages, and a report has none: name a channel or an address that is always the same"
    : "name a destination of the kind slack, email or console";
  return { code: "E_VALUE", text: `the destination "${name}" (${type}) carries no reports`, hint, path, on: "value" };
}

export interface NamingProblemsRequest extends Omit<ReportProblemsRequest, "reports"> {
  readonly questionNames: string | undefined;
}

export function namingProblems({ questionNames: name, destinations, where }: NamingProblemsRequest): readonly Problem[] {
  if (name === undefined) return [];
  const { names, value: drafts } = destinations;
  const path: Path = ["settings", "insights", "names"];
  if (!names.includes(name)) return [unknownDestination(name, path, { names, where })];
  const draft = drafts.find((each) => each.name === name);
  if (draft === undefined) return []; // its mistake is reported at its own place
  const { openNaming } = draft.kind.configure(draft.settings, { name, seal: String, unseal: String });
  if (openNaming !== undefined) return [];
  const text = `the destination "${name}" (${draft.kind.type}) gives no names to questions`;
  return [{ code: "E_VALUE", text, hint: "name a destination of the kind verdict whose url has no template in it", path, on: "value" }];
}
