/** What each rule has found, and whether people found it useful. */

import { useState } from "react";
import type { RuleRow } from "../api.ts";
import { post } from "../client.ts";
import { useAct } from "../design/act.tsx";
import { Action, useCanAct } from "../design/button.tsx";
import { Menu } from "../design/menu.tsx";
import { Age, Moment } from "../design/moment.tsx";
import { Chip, type Mood, To } from "../design/parts.tsx";
import { type MessageKey, useText } from "../messages/index.tsx";

type Column = "name" | "hour" | "day" | "week" | "useful" | "last";

const columns: readonly (readonly [column: Column, name: MessageKey, isCount: boolean])[] = [
  ["name", "rules.name", false],
  ["hour", "rules.hour", true],
  ["day", "rules.day", true],
  ["week", "rules.week", true],
  ["useful", "rules.useful", true],
  ["last", "rules.last", false],
];

export function RuleTable({ rules }: { readonly rules: readonly RuleRow[] }) {
  const text = useText();
  const [order, setOrder] = useState<Column>();
  const sorted = order === undefined ? rules : [...rules].sort((one, other) => compared(one, other, order));
  return (
    <div className="table">
      <table>
        <thead>
          <tr>
            {columns.map(([column, name, isCount]) => (
              <th
                key={column}
                scope="col"
                className={isCount ? "count" : undefined}
                aria-sort={order === column ? (column === "name" ? "ascending" : "descending") : "none"}
              >
                <button type="button" className="sort" onClick={() => setOrder(order === column ? undefined : column)}>
                  {text(name)}
                </button>
              </th>
            ))}
            <th scope="col">{text("rules.mute")}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((rule) => (
            <RuleLine key={rule.name} rule={rule} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Names from A to Z, figures with the highest first. */
function compared(one: RuleRow, other: RuleRow, column: Column): number {
  return column === "name" ? one.name.localeCompare(other.name) : figureOf(other, column) - figureOf(one, column);
}

function figureOf({ findings, last_at, useful, noise }: RuleRow, column: Exclude<Column, "name">): number {
  if (column === "last") return last_at == null ? 0 : Date.parse(last_at);
  if (column === "useful") return shareOf(useful, noise) ?? -1;
  return findings?.[column] ?? 0;
}

function shareOf(useful = 0, noise = 0): number | undefined {
  return useful + noise === 0 ? undefined : useful / (useful + noise);
}

const modeMoods: Readonly<Record<RuleRow["mode"], Mood>> = { live: "good", shadow: "wait", off: "plain" };

function RuleLine({ rule }: { readonly rule: RuleRow }) {
  const text = useText();
  const { name, mode, severity, findings, last_at, useful = 0, noise = 0 } = rule;
  const share = shareOf(useful, noise);
  return (
    <tr>
      <th scope="row">
        <To href={`/sessions?rule=${encodeURIComponent(name)}`}>{name}</To>{" "}
        {mode !== "live" && <Chip mood={modeMoods[mode]}>{text(`rules.mode.${mode}`)}</Chip>}{" "}
        {(severity === "high" || severity === "critical") && <Chip mood="bad">{text(`severity.${severity}`)}</Chip>}
      </th>
      <Count value={findings?.hour} label={text("rules.hour")} />
      <Count value={findings?.day} label={text("rules.day")} />
      <Count value={findings?.week} label={text("rules.week")} />
      <td className="count" data-label={text("rules.useful")}>
        {share === undefined ? "–" : `${Math.round(share * 100)} % (${useful}/${useful + noise})`}
      </td>
      <td data-label={text("rules.last")}>{last_at == null ? "–" : <Age at={last_at} />}</td>
      <td>
        <Mute rule={rule} />
      </td>
    </tr>
  );
}

function Count({ value, label }: { readonly value: number | undefined; readonly label: string }) {
  const text = useText();
  return (
    <td className="count" data-label={label}>
      {value?.toLocaleString(text.language) ?? "–"}
    </td>
  );
}

const spans = ["1h", "4h", "24h", "7d"] as const;

function Mute({ rule }: { readonly rule: RuleRow }) {
  const text = useText();
  const { name, muted_until, muted = muted_until !== null } = rule;
  const mayMute = useCanAct("admin");
  const muting = useAct<string>(async (span) => {
    await post("/mute", { rule: name, for: span });
    return text("rules.muting");
  });
  if (muted) return <Muted rule={rule} />;
  if (!mayMute) return <>–</>;
  return (
    <>
      <Menu
        look="quiet"
        name={name}
        label={text("rules.mute_for")}
        choices={spans.map((span) => ({ value: span, label: text(`span.${span}`) }))}
        choose={muting.run}
      />
      {muting.outcome}
    </>
  );
}

function Muted({ rule: { name, muted_until, muted_by } }: { readonly rule: RuleRow }) {
  const text = useText();
  const unmuting = useAct(async () => {
    await post("/unmute", { rule: name });
    return text("rules.unmuting");
  });
  return (
    <>
      <span className="muted">
        {muted_until === null ? (
          text("rules.muted")
        ) : (
          <>
            {text("rules.muted_until")} <Moment at={muted_until} />
          </>
        )}
        {muted_by != null && ` ${text("rules.muted_by", { name: muted_by })}`}
      </span>{" "}
      <Action needs="admin" look="quiet" disabled={unmuting.isBusy} onClick={() => unmuting.run()}>
        {text("rules.unmute")}
      </Action>
      {unmuting.outcome}
    </>
  );
}
