/** What stands around every page: where one can go, whether the relay is there, who one is. */

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { Link as Anchor, useLocation } from "wouter";
import type { Stats, Status } from "./api.ts";
import { basePath } from "./base-path.ts";
import { get } from "./client.ts";
import { Menu } from "./design/menu.tsx";
import { Moment, useClock } from "./design/moment.tsx";
import { Notice } from "./design/parts.tsx";
import { chooseTheme, chosenTheme, type Theme } from "./design/theme.ts";
import { useLink } from "./live/link.tsx";
import { languages, type MessageKey, useSpeak, useText } from "./messages/index.tsx";
import { signOut, useSession } from "./session.tsx";

const places: readonly (readonly [path: string, name: MessageKey])[] = [
  ["/", "nav.overview"],
  ["/sessions", "nav.sessions"],
  ["/incidents", "nav.incidents"],
  ["/deliveries", "nav.deliveries"],
  ["/rules", "nav.rules"],
  ["/try", "nav.try"],
  ["/insights", "nav.insights"],
  ["/setup", "nav.setup"],
  ["/health", "nav.health"],
];

export function Shell({ children }: { readonly children: ReactNode }) {
  const text = useText();
  const { state } = useLink();
  const [isOpen, setOpen] = useState(false);
  const [path] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the menu
  useEffect(() => setOpen(false), [path]);
  return (
    <div className="shell" data-stopped={state === "stopped" ? "" : undefined}>
      <a className="skip" href="#main">
        {text("skip")}
      </a>
      <header className="side">
        <div className="side-top">
          <Anchor href="/" className="brand">
            <img src={`${basePath}/mark.svg`} alt="" width="28" height="28" />
            <span>avatar-relay</span>
          </Anchor>
          <LinkState />
          <button
            type="button"
            className="button quiet nav-button"
            aria-expanded={isOpen}
            aria-controls="nav"
            onClick={() => setOpen(!isOpen)}
          >
            {text("nav.menu")}
          </button>
        </div>
        <div id="nav" className="side-rest" data-open={isOpen ? "" : undefined}>
          <Places path={path} />
          <SideFoot />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <Notices />
        {children}
      </main>
    </div>
  );
}

function Places({ path }: { readonly path: string }) {
  const text = useText();
  const { data: stats } = useQuery({ queryKey: ["stats"], queryFn: ({ signal }) => get<Stats>("/stats", {}, signal) });
  const dead = stats?.deliveries.dead ?? 0;
  return (
    <nav aria-label={text("nav.label")}>
      <ul>
        {places.map(([to, name]) => {
          const isHere = to === "/" ? path === "/" : path === to || path.startsWith(`${to}/`);
          return (
            <li key={to}>
              <Anchor href={to} aria-current={isHere ? "page" : undefined}>
                {text(name)}
                {to === "/deliveries" && dead > 0 && (
                  <span className="badge" title={text.count("nav.dead", dead)}>
                    {dead.toLocaleString(text.language)}
                  </span>
                )}
              </Anchor>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function LinkState() {
  const text = useText();
  const { state, asOf } = useLink();
  return (
    <p className="link" data-state={state} role="status">
      <span className="dot" aria-hidden="true" />
      {state === "stopped" ? (
        <span>
          {text("link.as_of")} <Moment at={asOf} />
        </span>
      ) : (
        <span>{text(state === "live" ? "link.live" : "link.connecting")}</span>
      )}
    </p>
  );
}

const themes: readonly Theme[] = ["system", "light", "dark"];

function SideFoot() {
  const text = useText();
  const speak = useSpeak();
  const { zone } = useClock();
  const [theme, setTheme] = useState(chosenTheme);
  const names = new Intl.DisplayNames(text.language, { type: "language" });
  return (
    <div className="side-foot">
      <Who />
      <Menu
        look="quiet"
        name={text("theme.label")}
        label={text(`theme.${theme}`)}
        choices={themes.map((value) => ({ value, label: text(`theme.${value}`) }))}
        choose={(value) => {
          chooseTheme(value as Theme); // one of the choices
          setTheme(chosenTheme());
        }}
      />
      <Menu
        look="quiet"
        name={text("language.label")}
        label={names.of(text.language) ?? text.language}
        choices={languages.map((value) => ({ value, label: new Intl.DisplayNames(value, { type: "language" }).of(value) ?? value }))}
        choose={speak}
      />
      <p className="zone">{text("times_in", { zone })}</p>
    </div>
  );
}

function Who() {
  const text = useText();
  const { name, role, via } = useSession();
  if (via === "preview") return <p className="who">{text("who.preview")}</p>;
  const leave = async () => {
    await signOut();
    location.reload(); // nothing that was shown stays in memory
  };
  return (
    <Menu
      look="quiet"
      label={
        <span className="who">
          {name} <small>{text(`role.${role}`)}</small>
        </span>
      }
      choices={[{ value: "leave", label: text("who.sign_out") }]}
      choose={() => void leave()}
    />
  );
}

/** What needs a person, whichever page is open. Each is said once to a screen reader: it is drawn again only where it differs. */
function Notices() {
  const text = useText();
  const { state, asOf, status } = useLink();
  const { role, via } = useSession();
  return (
    <div className="notices" role="status">
      {state === "stopped" && (
        <Notice mood="bad">
          {text("link.stopped")} <Moment at={asOf} style="full" />. {text("link.stopped_more")}
        </Notice>
      )}
      {status?.preview && <Notice mood="accent">{text("notice.preview")}</Notice>}
      {status?.masked && <Notice mood="plain">{text("notice.masked")}</Notice>}
      {role === "viewer" && via !== "preview" && <Notice mood="plain">{text("notice.viewer")}</Notice>}
      {status !== undefined && <StatusNotices status={status} />}
    </div>
  );
}

function StatusNotices({ status }: { readonly status: Status }) {
  const text = useText();
  return (
    <>
      {status.status !== "ready" && <Notice mood="bad">{text("notice.not_ready", { reason: status.reason ?? "" })}</Notice>}
      {status.config.stale && <Notice mood="bad">{text("notice.rules_stale")}</Notice>}
      {status.sinks
        .filter(({ paused }) => paused !== null)
        .map(({ name, paused }) => (
          <Notice key={name}>
            {text(paused?.startsWith("throttled") ? "notice.throttled" : "notice.paused", { name, why: paused ?? "" })}{" "}
            <Anchor href={`/deliveries?to=${encodeURIComponent(name)}`}>{text("notice.what_to_do")}</Anchor>
          </Notice>
        ))}
      {status.muted_critical.map(({ rule, by, until }) => (
        <Notice key={rule} mood="bad">
          {text("notice.muted_critical", { rule, by })} {until !== null && <Moment at={until} style="full" />}
        </Notice>
      ))}
      {status.insecure && <Notice>{text("notice.insecure")}</Notice>}
    </>
  );
}
