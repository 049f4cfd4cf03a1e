/** The rules: what each has found, and whether people found it useful. */

import type { RuleRow } from "../api.ts";
import { post } from "../client.ts";
import { useAct } from "../design/act.tsx";
import { Action, useCanAct } from "../design/button.tsx";
import { Menu } from "../design/menu.tsx";
import { Age, Moment } from "../design/moment.tsx";
import { Answered, Chip, Empty, type Mood, PageHead, To } from "../design/parts.tsx";
import { useText } from "../messages/index.tsx";
import { useRules } from "../things/rule-names.ts";

export function Rules() {
  const text = useText();
  const answer = useRules();
  return (
    <>
      <PageHead title={text("nav.rules")} lead={text("rules.lead")} />
      <section className="panel" aria-label={text("nav.rules")}>
        <Answered answer={answer}>
          {({ rules }) => (rules.length === 0 ? <Empty>{text("rules.none")}</Empty> : <RuleTable rules={rules} />)}
        </Answered>
      </section>
    </>
  );
}

function RuleTable({ rules }: { readonly rules: readonly RuleRow[] }) {
  const text = useText();
  return (
    <div className="table">
      <table>
        <thead>
          <tr>
            <th scope="col">{text("rules.name")}</th>
            <th scope="col">{text("rules.mode")}</th>
            <th scope="col" className="count">
              {text("rules.hour")}
            </th>
            <th scope="col" className="count">
              {text("rules.day")}
            </th>
            <th scope="col" className="count">
              {text("rules.week")}
            </th>
            <th scope="col" className="count">
              {text("rules.useful")}
            </th>
            <th scope="col">{text("rules.last")}</th>
            <th scope="col">{text("rules.mute")}</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <RuleLine key={rule.name} rule={rule} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const modeMoods: Readonly<Record<RuleRow["mode"], Mood>> = { live: "good", shadow: "wait", off: "plain" };

function RuleLine({ rule }: { readonly rule: RuleRow }) {
  const text = useText();
  const { name, mode, severity, findings, last_at, useful, noise } = rule;
  const judged = useful + noise;
  return (
    <tr>
      <th scope="row">
        <To href={`/sessions?rule=${encodeURIComponent(name)}`}>{name}</To>{" "}
        {(severity === "high" || severity === "critical") && <Chip mood="bad">{text(`severity.${severity}`)}</Chip>}
      </th>
      <td>
        <Chip mood={modeMoods[mode]}>{text(`rules.mode.${mode}`)}</Chip>
      </td>
      <Count value={findings.hour} label={text("rules.hour")} />
      <Count value={findings.day} label={text("rules.day")} />
      <Count value={findings.week} label={text("rules.week")} />
      <td className="count" data-label={text("rules.useful")}>
        {judged === 0 ? "–" : `${Math.round((useful / judged) * 100)} % (${useful}/${judged})`}
      </td>
      <td data-label={text("rules.last")}>{last_at === null ? "–" : <Age at={last_at} />}</td>
      <td>
        <Mute rule={rule} />
      </td>
    </tr>
  );
}

function Count({ value, label }: { readonly value: number; readonly label: string }) {
  const text = useText();
  return (
    <td className="count" data-label={label}>
      {value.toLocaleString(text.language)}
    </td>
  );
}

const spans = ["1h", "4h", "24h", "7d"] as const;

function Mute({ rule: { name, muted_until, muted_by } }: { readonly rule: RuleRow }) {
  const text = useText();
  const mayMute = useCanAct("admin");
  const muting = useAct<string>(async (span) => {
    await post("/mute", { rule: name, for: span });
    return text("rules.muting");
  });
  const unmuting = useAct(async () => {
    await post("/unmute", { rule: name });
    return text("rules.unmuting");
  });
  if (muted_until !== null) {
    return (
      <>
        <Chip mood="wait">
          {text("rules.muted_until")} <Moment at={muted_until} />
          {muted_by != null && ` ${text("rules.muted_by", { name: muted_by })}`}
        </Chip>{" "}
        <Action needs="admin" look="quiet" disabled={unmuting.isBusy} onClick={() => unmuting.run()}>
          {text("rules.unmute")}
        </Action>
        {unmuting.outcome}
      </>
    );
  }
  if (!mayMute) return <>–</>;
  return (
    <>
      <Menu
        look="quiet"
        name={text("rules.mute_name", { rule: name })}
        label={text("rules.mute_for")}
        choices={spans.map((span) => ({ value: span, label: text(`span.${span}`) }))}
        choose={muting.run}
      />
      {muting.outcome}
    </>
  );
}
