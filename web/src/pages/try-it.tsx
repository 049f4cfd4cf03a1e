/** A conversation that is made up: what each rule would do at each turn, and the messages as they would arrive. Nothing is stored or sent. */

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { SimulatedStep, Simulation } from "../api.ts";
import { post } from "../client.ts";
import { Button } from "../design/button.tsx";
import { Pick } from "../design/filters.tsx";
import { Moment } from "../design/moment.tsx";
import { Answered, Chip, Empty, Fold, Notice, PageHead, Panel } from "../design/parts.tsx";
import { useLink } from "../live/link.tsx";
import { useText } from "../messages/index.tsx";
import { useMay } from "../session.tsx";
import { RuleVerdicts } from "../things/rule-verdicts.tsx";
import { BodyInput, type MadeBody } from "../try/body-input.tsx";
import { FrontDoor } from "../try/front-door.tsx";
import { MessageCard } from "../try/message-look.tsx";
import { WordsInput } from "../try/words-input.tsx";

interface MadeTurn {
  readonly role: "user" | "agent";
  readonly text: string;
  readonly after: string;
}

interface Setting {
  readonly turns: readonly (MadeTurn | MadeBody)[];
  /** The name of the source it comes from; empty for the default. */
  readonly source: string;
  readonly rest: string;
}

const nothing: Setting = { turns: [], source: "", rest: "0s" };

export function TryIt() {
  const text = useText();
  const { status } = useLink();
  const mayTry = useMay("responder");
  const [setting, setSetting] = useState(nothing);
  if (!mayTry) {
    return (
      <>
        <PageHead title={text("nav.try")} lead={text("try.lead")} />
        <Notice mood="plain">{text("try.needs_role")}</Notice>
      </>
    );
  }
  return (
    <>
      <PageHead title={text("nav.try")} lead={text("try.lead")}>
        {setting.turns.length > 0 && <Button onClick={() => setSetting(nothing)}>{text("try.anew")}</Button>}
      </PageHead>
      <NextTurn
        add={(turn) => setSetting((before) => ({ ...before, turns: [...before.turns, turn] }))}
        isFirst={setting.turns.length === 0}
      />
      <BodyInput add={(body) => setSetting((before) => ({ ...before, turns: [...before.turns, body] }))} />
      <Circumstances setting={setting} setSetting={setSetting} />
      <Simulated setting={setting} drop={(index) => setSetting((before) => ({ ...before, turns: before.turns.toSpliced(index, 1) }))} />
      {status?.try === true && <FrontDoor />}
    </>
  );
}

const pauses = ["5s", "30s", "2m", "10m", "1h"] as const;

function NextTurn({ add, isFirst }: { readonly add: (turn: MadeTurn) => void; readonly isFirst: boolean }) {
  const text = useText();
  const [words, setWords] = useState("");
  const [role, setRole] = useState<MadeTurn["role"]>("user");
  const [after, setAfter] = useState<string>("5s");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add({ role, text: words, after: isFirst ? "0s" : after });
    setWords("");
    setRole(role === "user" ? "agent" : "user");
  };
  return (
    <form className="next-turn" onSubmit={submit}>
      <select aria-label={text("try.who")} value={role} onChange={(event) => setRole(event.target.value === "agent" ? "agent" : "user")}>
        <option value="user">{text("role_of.user")}</option>
        <option value="agent">{text("role_of.agent")}</option>
      </select>
      {!isFirst && (
        <select aria-label={text("try.after")} value={after} onChange={(event) => setAfter(event.target.value)}>
          {pauses.map((pause) => (
            <option key={pause} value={pause}>
              {text(`try.after.${pause}`)}
            </option>
          ))}
        </select>
      )}
      <WordsInput aria-label={text("try.words")} words={words} onWords={setWords} />
      <Button look="strong" submits>
        {text("try.add")}
      </Button>
    </form>
  );
}

const rests = ["0s", "10m", "1h", "2d"] as const;

function Circumstances({ setting, setSetting }: { readonly setting: Setting; readonly setSetting: (setting: Setting) => void }) {
  const text = useText();
  const { status } = useLink();
  return (
    <div className="filters">
      <Pick
        label={text("try.source")}
        value={setting.source}
        onPick={(source) => setSetting({ ...setting, source })}
        all={text("try.default_source")}
        options={status?.sources.map(({ name, preset }) => [name, name === preset ? name : `${name} (${preset})`] as const) ?? []}
      />
      <span className="pick">
        <label htmlFor="rest">{text("try.rest")}</label>
        <select id="rest" value={setting.rest} onChange={(event) => setSetting({ ...setting, rest: event.target.value })}>
          {rests.map((rest) => (
            <option key={rest} value={rest}>
              {text(`try.rest.${rest}`)}
            </option>
          ))}
        </select>
      </span>
    </div>
  );
}

function Simulated({ setting, drop }: { readonly setting: Setting; readonly drop: (index: number) => void }) {
  const text = useText();
  const { turns, source, rest } = setting;
  const answer = useQuery({
    queryKey: ["simulate", setting],
    queryFn: () => post<Simulation>("/simulate", { turns, rest, ...(source === "" ? {} : { source }) }),
    enabled: turns.length > 0,
    placeholderData: (before) => before,
    retry: false,
  });
  if (turns.length === 0) return <Empty>{text("try.nothing_yet")}</Empty>;
  return (
    <Panel title={text("try.what_happened")}>
      <Answered answer={answer}>
        {({ steps, problems }) => (
          <>
            {problems.map(({ turn, problem }) => (
              <Notice key={`${turn} ${problem}`}>
                {text("try.no_event", { problem })}{" "}
                <Button look="quiet" onClick={() => drop(turn)}>
                  {text("try.drop")}
                </Button>
              </Notice>
            ))}
            <ol className="turns">
              {steps.map((step) => (
                <StepItem key={step.event} step={step} drop={drop} />
              ))}
            </ol>
          </>
        )}
      </Answered>
    </Panel>
  );
}

function StepItem({ step, drop }: { readonly step: SimulatedStep; readonly drop: (index: number) => void }) {
  const text = useText();
  const { turn, at, type, role, text: words, rules, messages } = step;
  const held = rules.filter((rule) => rule.held !== false);
  const others = rules.filter((rule) => rule.held === false);
  return (
    <li className="turn simulated" data-side={role ?? "other"}>
      <p className="turn-head">
        <strong>{role === "user" || role === "agent" ? text(`role_of.${role}`) : type}</strong> <Moment at={at} style="time" />{" "}
        {turn !== null && (
          <Button look="quiet" onClick={() => drop(turn)}>
            {text("try.drop")}
          </Button>
        )}
      </p>
      {words !== null && (
        <p className="said" dir="auto">
          {words}
        </p>
      )}
      {held.length > 0 ? <RuleVerdicts rules={held} none="" /> : <Chip>{text("session.no_findings")}</Chip>}
      {messages.map((message) => (
        <MessageCard key={`${message.to} ${message.rule} ${message.mode} ${message.due_at}`} message={message} />
      ))}
      {others.length > 0 && (
        <Fold title={text.count("try.others", others.length)}>
          <RuleVerdicts rules={others} none="" />
        </Fold>
      )}
    </li>
  );
}
