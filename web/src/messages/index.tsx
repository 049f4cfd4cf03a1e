/** The page's own words. A language is one file beside this one; en.json is the one that the others are compared with. */

import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";
import english from "./en.json";

type Messages = typeof english;
export type MessageKey = keyof Messages;
/** Of texts that have a form for one and a form for many. */
export type CountedKey = { [Key in MessageKey]: Key extends `${infer Stem}.other` ? Stem : never }[MessageKey];

export interface Values {
  readonly [name: string]: string | number;
}

export interface Text {
  (key: MessageKey, values?: Values): string;
  /** With `{count}`, in the form that the language has for this number. */
  count(key: CountedKey, count: number, values?: Values): string;
  readonly language: string;
}

const loaders = import.meta.glob<Messages>(["./*.json", "!./en.json"], { import: "default" });

/** Codes of all languages that have a file. */
export const languages: readonly string[] = ["en", ...Object.keys(loaders).map((file) => file.slice(2, -5))];

const place = "avatar-relay language";

interface Spoken {
  readonly text: Text;
  speak(language: string): void;
}

const Context = createContext<Spoken>({ text: textOf("en", english), speak() {} });

export function useText(): Text {
  return use(Context).text;
}

export function useSpeak(): (language: string) => void {
  return use(Context).speak;
}

/** The language that was chosen here, or the first of the browser's that there is. */
function firstLanguage(): string {
  const wanted = [localStorage.getItem(place) ?? "", ...navigator.languages].map((code) => code.slice(0, 2).toLowerCase());
  return wanted.find((code) => languages.includes(code)) ?? "en";
}

export function Speaking({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  const [text, setText] = useState<Text | undefined>(() => (language === "en" ? textOf("en", english) : undefined));
  useEffect(() => {
    let isCurrent = true;
    void messagesOf(language).then((messages) => {
      if (!isCurrent) return;
      document.documentElement.lang = language;
      setText(() => textOf(language, messages));
    });
    return () => {
      isCurrent = false;
    };
  }, [language]);
  const speak = useCallback((next: string) => {
    localStorage.setItem(place, next);
    setLanguage(next);
  }, []);
  const value = useMemo(() => text && { text, speak }, [text, speak]);
  return value === undefined ? null : <Context value={value}>{children}</Context>;
}

async function messagesOf(language: string): Promise<Messages> {
  return (await loaders[`./${language}.json`]?.().catch(() => undefined)) ?? english;
}

function textOf(language: string, messages: Messages): Text {
  const rules = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  const text = (key: MessageKey, values: Values = {}) => filled(messages[key] ?? english[key], values, number);
  const count = (stem: CountedKey, many: number, values: Values = {}) => {
    const key = `${stem}.${rules.select(many)}`;
    return text(key in messages ? (key as MessageKey) : (`${stem}.other` as MessageKey), { ...values, count: many }); // CountedKey is a stem of one
  };
  return Object.assign(text, { count, language });
}

function filled(text: string, values: Values, number: Intl.NumberFormat): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? number.format(value) : value;
  });
}
