/** How the relay itself does: store, rules, sources, account, and what was refused at its door. */

import { useQuery } from "@tanstack/react-query";
import type { EventRow, RefusedRequest, Stats, Status } from "../api.ts";
import { get } from "../client.ts";
import { Moment, useSpan } from "../design/moment.tsx";
import { Answered, Chip, Facts, More, Outside, PageHead, Panel } from "../design/parts.tsx";
import { useList } from "../lists.ts";
import { useLink } from "../live/link.tsx";
import { useText } from "../messages/index.tsx";
import { Destinations } from "../things/destinations.tsx";
import { EventItem } from "../things/raw-events.tsx";
import { RefusedList } from "../things/refused.tsx";

export function Health() {
  const text = useText();
  const { status } = useLink();
  return (
    <>
      <PageHead title={text("nav.health")} />
      <Answered answer={{ data: status, error: null }}>
        {(known) => (
          <div className="columns">
            <div className="stack">
              <Panel title={text("health.relay")}>
                <RelayFacts status={known} />
              </Panel>
              <Panel title={text("health.process")}>
                <ProcessFacts status={known} />
              </Panel>
              <Panel title={text("health.account")}>
                <AccountFacts status={known} />
              </Panel>
            </div>
            <div className="stack">
              <Panel title={text("destinations.title")}>
                <Destinations />
              </Panel>
              <Panel title={text("health.sources")}>
                <Sources status={known} />
              </Panel>
              <Panel title={text("health.limits")}>
                <Limits status={known} />
              </Panel>
              <Quarantined />
            </div>
          </div>
        )}
      </Answered>
      <Refused />
    </>
  );
}

function RelayFacts({ status }: { readonly status: Status }) {
  const text = useText();
  const { data: stats } = useQuery({ queryKey: ["stats"], queryFn: ({ signal }) => get<Stats>("/stats", {}, signal) });
  const { store, config, phase, reason, indexing } = status;
  const number = (value: number | undefined) => value?.toLocaleString(text.language);
  return (
    <Facts
      facts={[
        [text("health.state"), <Chip mood={status.status === "ready" ? "good" : "bad"}>{reason ?? phase}</Chip>],
        [
          text("health.store"),
          <Chip mood={store.ok ? "good" : "bad"}>{store.ok ? text("health.sound") : (store.detail ?? text("health.trouble"))}</Chip>,
        ],
        [
          text("health.check"),
          store.check === null ? text("health.check_runs") : [store.check.result, store.check.detail].filter((part) => part).join(": "),
        ],
        [text("health.rules"), text.count("health.rules_count", config.rules)],
        [text("health.version"), config.version === null ? null : <code>{config.version}</code>],
        [
          text("health.rules_file"),
          <Chip mood={config.stale ? "bad" : "good"}>{text(config.stale ? "health.stale" : "health.current")}</Chip>,
        ],
        [
          text("health.indexing"),
          indexing === undefined || indexing.done
            ? null
            : text("health.indexing_so_far", { filled: indexing.filled, all: indexing.to_fill }),
        ],
        [text("figures.events"), number(stats?.events)],
        [text("figures.pending"), number(stats?.pending)],
        [text("figures.sessions"), number(stats?.sessions)],
        [text("health.timers"), status.timers === null ? null : number(status.timers)],
        [text("health.store_size"), status.store_bytes === null ? null : bytesText(status.store_bytes, text.language)],
      ]}
    />
  );
}

function bytesText(bytes: number, language: string): string {
  const [unit, size] = bytes < 1_000_000 ? (["kilobyte", 1_000] as const) : (["megabyte", 1_000_000] as const);
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: bytes < 10 * size ? 1 : 0 }).format(bytes / size);
}

function ProcessFacts({ status: { version, node, uptime_s, kept_in, does, event_loop_ms: loop } }: { readonly status: Status }) {
  const text = useText();
  const span = useSpan();
  const stores = { sqlite: "SQLite", postgres: "PostgreSQL" } as const;
  return (
    <Facts
      facts={[
        [text("health.program"), version],
        ["Node.js", node],
        [text("health.uptime"), span(uptime_s * 1_000)],
        [text("health.kept_in"), kept_in === null ? null : stores[kept_in]],
        [text("health.does"), does.join(", ")],
        [text("health.loop"), text("health.loop_figures", { p99: loop.p99, max: loop.max })],
      ]}
    />
  );
}

function Sources({ status: { sources } }: { readonly status: Status }) {
  const text = useText();
  if (sources.length === 0) return <p className="empty">{text("health.no_sources")}</p>;
  return <Facts facts={sources.map(({ name, preset, path }) => [name, `${preset} · ${path}`] as const)} />;
}

/** What was above a limit waited, was refused or was cut. */
function Limits({ status: { limits, unheard } }: { readonly status: Status }) {
  const text = useText();
  if (limits.length + unheard.length === 0) return <p className="empty">{text("health.no_limits")}</p>;
  return (
    <Facts
      facts={[
        ...limits.map(({ limit, times }) => [text(`limit.${limit}`), text.count("session.times", times)] as const),
        ...unheard.map(
          ({ language, messages }) => [text("health.unheard", { language }), text.count("sessions.messages", messages)] as const,
        ),
      ]}
    />
  );
}

function AccountFacts({ status: { account, backfill } }: { readonly status: Status }) {
  const text = useText();
  const span = useSpan();
  if (account === null && backfill === null) return <p className="empty">{text("health.no_account")}</p>;
  return (
    <>
      {account?.refused !== undefined && (
        <p className="empty">
          <strong>{account.refused.code}</strong> {account.refused.detail} {account.refused.cure}{" "}
          {account.refused.link !== null && <Outside href={account.refused.link}>{account.refused.link}</Outside>}
        </p>
      )}
      {account?.balance !== undefined && (
        <Facts
          facts={[
            [text("health.balance"), <Chip mood={account.low ? "bad" : "good"}>{account.balance.toLocaleString(text.language)}</Chip>],
            [text("health.rate"), account.rate?.toLocaleString(text.language)],
            [text("health.active"), account.active?.toLocaleString(text.language)],
            [text("health.lasts"), account.minutes_left == null ? null : span(account.minutes_left * 60_000)],
          ]}
        />
      )}
      {backfill !== null && (
        <p className="empty">
          <strong>{backfill.code}</strong> {backfill.detail} {backfill.cure}{" "}
          {backfill.link !== null && <Outside href={backfill.link}>{backfill.link}</Outside>}
        </p>
      )}
    </>
  );
}

/** What was set aside is read here: nothing of it belongs to a conversation. */
function Quarantined() {
  const text = useText();
  const list = useList<EventRow>({ key: "events", path: "/events", query: { status: "quarantined" }, limit: 10 });
  return (
    <Panel title={text("health.quarantine")}>
      <Answered answer={{ data: list.rows, error: list.error }}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="empty">{text("health.no_quarantine")}</p>
          ) : (
            <>
              <ol className="rows">
                {rows.map((event) => (
                  <EventItem key={event.id} event={event} />
                ))}
              </ol>
              <More pages={list} />
            </>
          )
        }
      </Answered>
    </Panel>
  );
}

function Refused() {
  const text = useText();
  const { data } = useQuery({
    queryKey: ["refused"],
    queryFn: ({ signal }) => get<{ refused: readonly RefusedRequest[] }>("/refused", {}, signal),
    staleTime: 5_000,
  });
  const newest = data?.refused[0];
  if (newest === undefined) return null;
  return (
    <Panel title={text("refused.title")} aside={<Moment at={newest.at} />}>
      <RefusedList refused={data?.refused ?? []} />
    </Panel>
  );
}
