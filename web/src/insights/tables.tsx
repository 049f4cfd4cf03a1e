/** Rules by use and usefulness, and agents side by side. */

import type { Insights } from "../api.ts";
import { Empty, To } from "../design/parts.tsx";
import { useText } from "../messages/index.tsx";
import { shareText } from "./charts.tsx";

export function RuleUse({ rules, query }: { readonly rules: Insights["rules"]; readonly query: URLSearchParams }) {
  const text = useText();
  if (rules.length === 0) return <Empty>{text("insights.rules.none")}</Empty>;
  return (
    <div className="table">
      <table>
        <thead>
          <tr>
            <th scope="col">{text("rules.name")}</th>
            <th scope="col" className="count">
              {text("insights.rules.findings")}
            </th>
            <th scope="col" className="count">
              {text("insights.rules.useful")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map(({ rule, findings, useful, noise }) => (
            <tr key={rule}>
              <th scope="row">
                <To href={`/sessions?${withFilter(query, "rule", rule)}`}>{rule}</To>
              </th>
              <td className="count" data-label={text("insights.rules.findings")}>
                {findings.toLocaleString(text.language)}
              </td>
              <td className="count" data-label={text("insights.rules.useful")}>
                {useful + noise === 0 ? (
                  <span className="soft">{text("insights.rules.no_votes")}</span>
                ) : (
                  text("insights.rules.votes", { share: shareText(useful / (useful + noise), text.language), count: useful + noise })
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function withFilter(query: URLSearchParams, name: string, value: string): string {
  const next = new URLSearchParams(query);
  next.set(name, value);
  return next.toString();
}

export interface AgentTableProps {
  readonly agents: Insights["agents"];
  readonly choose: (agent: string) => void;
}

export function AgentTable({ agents, choose }: AgentTableProps) {
  const text = useText();
  if (agents.length === 0) return <Empty>{text("insights.agents.none")}</Empty>;
  const share = (part: number, of: number) => (of === 0 ? "–" : shareText(part / of, text.language));
  return (
    <div className="table">
      <table>
        <thead>
          <tr>
            <th scope="col">{text("filters.agent")}</th>
            {agentColumns.map((column) => (
              <th key={column} scope="col" className="count">
                {text(`insights.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {agents.map(({ agent, sessions, frustrated, wants_human, unanswered, latency, people }) => {
            const cells = {
              sessions: sessions.toLocaleString(text.language),
              frustrated: share(frustrated, sessions),
              wants_human: share(wants_human, sessions),
              unanswered: share(unanswered, sessions),
              latency: <Seconds value={latency.median} />,
              time_to_claim: <Seconds value={people.time_to_claim.median} />,
            };
            return (
              <tr key={agent}>
                <th scope="row">
                  {agent === "" ? (
                    <span className="soft">{text("sessions.no_agent")}</span>
                  ) : (
                    <button type="button" className="sort" onClick={() => choose(agent)}>
                      {agent}
                    </button>
                  )}
                </th>
                {agentColumns.map((column) => (
                  <td key={column} className="count" data-label={text(`insights.${column}`)}>
                    {cells[column]}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const agentColumns = ["sessions", "frustrated", "wants_human", "unanswered", "latency", "time_to_claim"] as const;

/** `1.2 s`, `4 min` or `2 h`; a dash where nothing was measured. */
export function Seconds({ value }: { readonly value: number | null }) {
  const { language } = useText();
  if (value === null) return "–";
  const [amount, unit] = value < 90 ? [value, "second"] : value < 5_400 ? [value / 60, "minute"] : [value / 3_600, "hour"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "narrow", maximumFractionDigits: amount < 10 ? 1 : 0 }).format(
    amount,
  );
}
