/** What a call that changes something shows beside the cookie: `GET /api/session` says it to this page and to no other. */

let current: string | undefined;

export function csrfToken(): string | undefined {
  return current;
}

export function keepCsrfToken(token: string | null): void {
  current = token ?? undefined;
}
