/** The first hour: what to enter at the sender, and each step as it happens. */

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { SetupView } from "../api.ts";
import { get } from "../client.ts";
import { Button } from "../design/button.tsx";
import { Copy } from "../design/copy.tsx";
import { Moment } from "../design/moment.tsx";
import { Answered, Notice, PageHead, Panel } from "../design/parts.tsx";
import { type MessageKey, useText } from "../messages/index.tsx";
import { RefusedList } from "../things/refused.tsx";

export function Setup() {
  const text = useText();
  const answer = useQuery({ queryKey: ["setup"], queryFn: ({ signal }) => get<SetupView>("/setup", {}, signal) });
  return (
    <>
      <PageHead title={text("setup.title")} lead={text("setup.lead")} />
      <Answered answer={answer}>
        {(setup) => (setup.receives ? <Steps setup={setup} /> : <Notice>{text("setup.receives_nothing")}</Notice>)}
      </Answered>
    </>
  );
}

const proofKeys: Readonly<Record<string, MessageKey>> = {
  header: "setup.by_header",
  signature: "setup.by_signature",
  path: "setup.by_path",
};

function Steps({ setup }: { readonly setup: SetupView }) {
  const text = useText();
  const { reached, test, first, refused = [] } = setup;
  const proof = proofKeys[test?.by ?? ""];
  return (
    <>
      <ol className="steps">
        <Step name="reach" title={text("setup.point")} done={reached} words={text("setup.reached")}>
          <p>
            {text("setup.where")} <strong>www.bithuman.ai → Developer → Webhooks</strong>
          </p>
          <Address setup={setup} />
          <Header setup={setup} />
        </Step>
        <Step
          name="test"
          title={text("setup.press_test")}
          done={test}
          words={[text("setup.test_arrived"), proof === undefined ? "" : text(proof)].filter((part) => part !== "").join(", ")}
        >
          <p>{text("setup.test_lead")}</p>
        </Step>
        <Step name="first" title={text("setup.say")} done={first} words={text("setup.first_arrived", { type: first?.type ?? "" })}>
          <p>{text("setup.say_lead")}</p>
        </Step>
      </ol>
      {refused.length > 0 && (
        <Panel title={text("refused.title")}>
          <RefusedList refused={refused} />
        </Panel>
      )}
    </>
  );
}

interface StepProps {
  readonly name: string;
  readonly title: string;
  readonly done: { readonly at: string } | null | undefined;
  readonly words: string;
  readonly children: ReactNode;
}

function Step({ name, title, done, words, children }: StepProps) {
  const text = useText();
  return (
    <li id={`step-${name}`} data-state={done == null ? "open" : "done"}>
      <h2>{title}</h2>
      {children}
      <p className="outcome" role="status">
        {done == null ? (
          text("setup.waiting")
        ) : (
          <>
            ✓ {words} <Moment at={done.at} />
          </>
        )}
      </p>
    </li>
  );
}

function Address({ setup: { url, path = "", port = 0 } }: { readonly setup: SetupView }) {
  const text = useText();
  return (
    <>
      <dl className="facts">
        <div>
          <dt>{text("setup.url")}</dt>
          <dd>
            <code>{url ?? `https://your-host${path}`}</code> {url != null && <Copy value={url} label={text("copy")} />}
          </dd>
        </div>
      </dl>
      {url == null && <p className="aside">{text("setup.no_url", { port: String(port), path })}</p>}
      {url?.startsWith("http:") && <p className="aside">{text("setup.https")}</p>}
    </>
  );
}

const hidden = "••••••••••••";

function Header({ setup: { header } }: { readonly setup: SetupView }) {
  const text = useText();
  const [isShown, setShown] = useState(false);
  if (header == null) return <p className="aside">{text("setup.no_header")}</p>;
  const { name, value } = header;
  return (
    <dl className="facts">
      <div>
        <dt>{text("setup.headers")}</dt>
        <dd>
          <code id="header-value">
            {name}: {isShown && value !== null ? value : hidden}
          </code>{" "}
          {value === null ? (
            <small>{text("setup.value_withheld")}</small>
          ) : (
            <>
              <Button aria-pressed={isShown} onClick={() => setShown(!isShown)}>
                {text(isShown ? "setup.hide" : "setup.show")}
              </Button>{" "}
              <Copy value={value} label={text("setup.copy_value")} />
            </>
          )}
        </dd>
      </div>
    </dl>
  );
}
