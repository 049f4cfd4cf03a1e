/** Which texts of the rules have run, who put them in place, and the way back. */

import { useQuery } from "@tanstack/react-query";
import type { RulesText, RulesVersion } from "../api.ts";
import { get } from "../client.ts";
import { useAct } from "../design/act.tsx";
import { Button } from "../design/button.tsx";
import { Moment } from "../design/moment.tsx";
import { Answered, Chip, Panel } from "../design/parts.tsx";
import { useText } from "../messages/index.tsx";

export function RulesHistory({ edit }: { readonly edit: (text: string) => void }) {
  const text = useText();
  const answer = useQuery({
    queryKey: ["rules", "versions"],
    queryFn: ({ signal }) => get<{ versions: readonly RulesVersion[] }>("/rules/versions", {}, signal),
  });
  return (
    <Panel title={text("rules.history")}>
      <Answered answer={answer}>
        {({ versions }) =>
          versions.length === 0 ? (
            <p className="empty">{text("rules.no_history")}</p>
          ) : (
            <ol className="history">
              {versions.map((version) => (
                <Version key={`${version.version} ${version.at}`} version={version} edit={edit} />
              ))}
            </ol>
          )
        }
      </Answered>
    </Panel>
  );
}

function Version({
  version: { version, at, by, current },
  edit,
}: {
  readonly version: RulesVersion;
  readonly edit: (text: string) => void;
}) {
  const text = useText();
  const opening = useAct(async () => {
    edit((await get<RulesText>(`/rules/versions/${encodeURIComponent(version)}`)).text);
    return undefined;
  });
  return (
    <li>
      <Moment at={at} />
      <span className="lead-facts">
        <code>{version.slice(0, 8)}</code>
        <span>{by === null ? text("rules.by_file") : text("rules.by", { name: by })}</span>
        {current ? (
          <Chip mood="good">{text("health.current")}</Chip>
        ) : (
          <Button look="quiet" disabled={opening.isBusy} onClick={() => opening.run()}>
            {text("rules.back_to")}
          </Button>
        )}
        {opening.outcome}
      </span>
    </li>
  );
}
