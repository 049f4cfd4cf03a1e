/** Times in `settings.timezone`, and how long ago they were. */

import { useEffect, useMemo, useState } from "react";
import { useLink } from "../live/link.tsx";
import { useText } from "../messages/index.tsx";

export interface Clock {
  /** `18:08:21`, or `2 Mar, 18:08` where it was another day. */
  short(at: string | number): string;
  /** With date and the zone's name. */
  full(at: string | number): string;
  /** `18:08:21`, whatever the day. */
  time(at: string | number): string;
  readonly zone: string;
}

export function useClock(): Clock {
  const { language } = useText();
  const { status } = useLink();
  const zone = status?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return useMemo(() => clockOf(language, zone), [language, zone]);
}

function clockOf(language: string, timeZone: string): Clock {
  const locale = language === "en" ? "en-GB" : language;
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone, ...options });
  const time = format({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const day = format({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const full = format({ dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });
  const dayOnly = format({ dateStyle: "short" });
  return {
    zone: timeZone,
    time: (at) => time.format(new Date(at)),
    full: (at) => `${full.format(new Date(at))} ${timeZone}`,
    short: (at) => (dayOnly.format(new Date(at)) === dayOnly.format(new Date()) ? time : day).format(new Date(at)),
  };
}

/** A moment, in full where the pointer rests on it. */
export function Moment({ at, style = "short" }: { readonly at: string | number; readonly style?: "short" | "full" | "time" }) {
  const clock = useClock();
  return (
    <time dateTime={new Date(at).toISOString()} title={clock.full(at)}>
      {clock[style](at)}
    </time>
  );
}

/** How long ago, e.g. `12 min`; drawn again now and then, and standing still where the relay has stopped. */
export function Age({ at }: { readonly at: string | number }) {
  const clock = useClock();
  const { state, asOf } = useLink();
  const now = useNow();
  const until = state === "stopped" ? asOf : now;
  return (
    <time dateTime={new Date(at).toISOString()} title={clock.full(at)} className="age">
      {useSpan()(Math.max(0, until - new Date(at).getTime()))}
    </time>
  );
}

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** A span in its largest unit, in the language of the page. */
export function useSpan(): (milliseconds: number) => string {
  const { language } = useText();
  return (milliseconds) => {
    const [unit, size] = units.find(([, each]) => milliseconds >= each) ?? ["second", 1_000];
    return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(Math.floor(milliseconds / size));
  };
}

const redrawEach = 15_000;

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), redrawEach);
    return () => clearInterval(timer);
  }, []);
  return now;
}
