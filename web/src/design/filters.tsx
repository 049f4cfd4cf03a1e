/** Filters live in the address: a list that somebody has narrowed can be linked to. */

import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useSearchParams } from "wouter";
import { useText } from "../messages/index.tsx";

export interface Filters<Name extends string> {
  readonly values: Readonly<Record<Name, string>>;
  set(name: Name, value: string): void;
  clear(): void;
  readonly isNarrowed: boolean;
}

export function useFilters<Name extends string>(names: readonly Name[]): Filters<Name> {
  const [search, setSearch] = useSearchParams();
  const values = Object.fromEntries(names.map((name) => [name, search.get(name) ?? ""])) as Record<Name, string>; // one for each name
  return {
    values,
    set(name, value) {
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          if (value === "") next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true },
      );
    },
    clear: () => setSearch(new URLSearchParams(), { replace: true }),
    isNarrowed: names.some((name) => values[name] !== ""),
  };
}

export interface PickProps {
  readonly label: string;
  readonly value: string;
  readonly onPick: (value: string) => void;
  readonly options: readonly (readonly [value: string, label: string])[];
  /** What stands for "no filter". */
  readonly all: string;
}

/** One of a few. A value that is not on offer (any more) is offered all the same, since it is what is looked for. */
export function Pick({ label, value, onPick, options, all }: PickProps) {
  const id = useId();
  const isKnown = value === "" || options.some(([each]) => each === value);
  return (
    <span className="pick">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onPick(event.target.value)}>
        <option value="">{all}</option>
        {!isKnown && <option value={value}>{value}</option>}
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </span>
  );
}

const settle = 300;

/** A search that asks when the typing rests. `/` puts the cursor here. */
export function Search({
  label,
  value,
  onSearch,
}: {
  readonly label: string;
  readonly value: string;
  readonly onSearch: (value: string) => void;
}) {
  const text = useText();
  const [typed, setTyped] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const search = useRef(onSearch);
  search.current = onSearch;
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => search.current(typed.trim()), settle);
    return () => clearTimeout(timer);
  }, [typed, value]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <span className="search">
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        title={text("search.key")}
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.target.value)}
      />
    </span>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) || target.shadowRoot !== null)
  );
}

export function FilterBar({ children }: { readonly children: ReactNode }) {
  return <search className="filters">{children}</search>;
}
