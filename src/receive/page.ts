/** Pages of the public port: a few words and a button, without a script or anything from other servers. */

import type { Response } from "express";
import { answer } from "./answer.ts";

const headers = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex",
};

export interface HtmlPage {
  readonly title: string;
  /** HTML in which every text was escaped. */
  readonly body: string;
  /** 200 where it is left out. */
  readonly status?: number;
}

export function showPage(response: Response, { title, body, status = 200 }: HtmlPage): void {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>${body}</html>`;
  answer(response, { status, headers, body: page });
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A text as escaped HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
