/** Small parts that every page is made of. Text from outside only ever becomes text. */

import { type ReactNode, useEffect, useId, useRef } from "react";
import { Link as Anchor } from "wouter";
import { useText } from "../messages/index.tsx";
import { Failure } from "./act.tsx";
import { Button } from "./button.tsx";

export type Mood = "good" | "wait" | "bad" | "accent" | "plain";

export function Chip({ mood = "plain", title, children }: { readonly mood?: Mood; readonly title?: string; readonly children: ReactNode }) {
  return (
    <span className="chip" data-mood={mood} title={title}>
      {children}
    </span>
  );
}

export interface PanelProps {
  readonly title: ReactNode;
  /** Beside the title: filters, a count, a link. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

export function Panel({ title, aside, children, className = "" }: PanelProps) {
  const id = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** The head of a page. It takes the focus when the page is opened, so that a reader begins there. */
export function PageHead({ title, lead, children }: { readonly title: string; readonly lead?: ReactNode; readonly children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · avatar-relay`;
  }, [title]);
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement?.closest(".side") !== null) heading.current?.focus();
  }, []);
  return (
    <header className="page-head">
      <div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead !== undefined && <p className="lead">{lead}</p>}
      </div>
      {children !== undefined && <div className="page-actions">{children}</div>}
    </header>
  );
}

export type Fact = readonly [name: ReactNode, value: ReactNode];

/** Pairs of name and value; what is not known is left out. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  const known = facts.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return (
    <dl className="facts">
      {known.map(([name, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list of facts keeps its order
        <div key={index}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Empty({ children }: { readonly children: ReactNode }) {
  return <div className="empty">{children}</div>;
}

export function Notice({ mood = "wait", children }: { readonly mood?: Mood; readonly children: ReactNode }) {
  return (
    <div className="notice" data-mood={mood}>
      {children}
    </div>
  );
}

export interface Answer<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
}

/** An answer, or why there is none. What was known before a failure stays. */
export function Answered<Data>({ answer, children }: { readonly answer: Answer<Data>; readonly children: (data: Data) => ReactNode }) {
  const text = useText();
  if (answer.data !== undefined) return children(answer.data);
  if (answer.error !== null) {
    return (
      <div className="empty" role="alert">
        <Failure error={answer.error} />
      </div>
    );
  }
  return <p className="loading">{text("loading")}</p>;
}

/** Something that opens. */
export function Fold({ title, children }: { readonly title: ReactNode; readonly children: ReactNode }) {
  return (
    <details className="fold">
      <summary>{title}</summary>
      <div className="fold-body">{children}</div>
    </details>
  );
}

/** Text as it is, e.g. JSON; it scrolls by itself, and by keyboard. It has no name where its panel has one. */
export function Source({ label, children }: { readonly label?: string; readonly children: string }) {
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
  const source = <pre tabIndex={0}>{children}</pre>;
  return label === undefined ? source : <section aria-label={label}>{source}</section>;
}

/** A score from 0 to 1 as a bar with its number. */
export function Score({ value, label, isNamed = false }: { readonly value: number; readonly label: string; readonly isNamed?: boolean }) {
  return (
    <span className="score" data-mood={moodOfScore(value)} title={label}>
      <span className="score-bar" aria-hidden="true">
        <span style={{ width: `${Math.round(value * 100)}%` }} />
      </span>
      <span className={isNamed ? undefined : "unseen"}>{label} </span>
      {value.toFixed(2)}
    </span>
  );
}

/** 0.5 is the balanced point, 0.8 is sure. */
export function moodOfScore(value: number): Mood {
  return value >= 0.8 ? "bad" : value >= 0.5 ? "wait" : "plain";
}

/** The rest of a list. */
export function More({
  pages,
}: {
  readonly pages: { readonly hasNextPage: boolean; readonly isFetchingNextPage: boolean; fetchNextPage(): unknown };
}) {
  const text = useText();
  if (!pages.hasNextPage) return null;
  return (
    <div className="more">
      <Button onClick={() => void pages.fetchNextPage()} disabled={pages.isFetchingNextPage}>
        {text("list.more")}
      </Button>
    </div>
  );
}

/** A link to a page of this application. */
export function To({ href, children, className }: { readonly href: string; readonly children: ReactNode; readonly className?: string }) {
  return (
    <Anchor href={href} {...(className === undefined ? {} : { className })}>
      {children}
    </Anchor>
  );
}

/** A link to another site. */
export function Outside({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  if (!/^https?:\/\//i.test(href)) return <>{children}</>; // an address of another kind may be code
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}

export function pathOf(page: "sessions" | "incidents" | "deliveries", id: string): string {
  return `/${page}/${encodeURIComponent(id)}`;
}
