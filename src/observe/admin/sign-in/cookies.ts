/** Reads, sets and removes the page's cookies. */

import type { Request, Response } from "express";
import { type Duration, second } from "../../../core/time.ts";

/** The value of a cookie; undefined where the browser has sent none with this name. */
export function cookieOf({ headers }: Request, name: string): string | undefined {
  const pairs = (headers.cookie ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

export interface CookieOptions {
  readonly path: string;
  readonly lasts: Duration;
  readonly isSecure: boolean;
  /** The page's scripts may read it. */
  readonly isReadable?: boolean;
  /** `lax`: also sent with a link from another site. */
  readonly sameSite?: "strict" | "lax";
}

/** The value contains only letters, digits and `-_.`. */
export function setCookie(response: Response, name: string, value: string, options: CookieOptions): void {
  const { path, lasts, isSecure, isReadable = false, sameSite = "strict" } = options;
  response.cookie(name, value, { path, maxAge: lasts, secure: isSecure, httpOnly: !isReadable, sameSite, encode: String });
}

export function dropCookie(response: Response, name: string, options: Omit<CookieOptions, "lasts">): void {
  setCookie(response, name, "", { ...options, lasts: -second });
}
