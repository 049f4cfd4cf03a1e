/** Who has signed in. A token in the address is taken out of it before anything is shown: history and bookmarks do not keep it. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use } from "react";
import type { Role, Session } from "./api.ts";
import { get, post, Refusal, remove } from "./client.ts";
import { keepCsrfToken } from "./csrf.ts";
import { NotThere } from "./pages/not-there.tsx";
import { SignIn } from "./pages/sign-in.tsx";
import { isSignedOut, whoKey } from "./signed-out.ts";

const Context = createContext<Session>({ name: "", role: "viewer", via: "preview", csrf: null });

export function useSession(): Session {
  return use(Context);
}

const ranks: Readonly<Record<Role, number>> = { viewer: 0, responder: 1, admin: 2 };

/** Whether who has signed in may do what this role may. */
export function useMay(needed: Role): boolean {
  return ranks[useSession().role] >= ranks[needed];
}

/** `#token=…` of the address that the relay prints. */
export function takeTokenFromAddress(): string | undefined {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given === null) return undefined;
  history.replaceState(null, "", location.pathname + location.search);
  return given === "" ? undefined : given;
}

export async function signIn(token: string): Promise<void> {
  await post<undefined>("/session", { token });
}

export async function signOut(): Promise<void> {
  await remove<undefined>("/session");
}

/** Who has not signed in is told how that can be done. */
function offersProvider(error: unknown): boolean {
  const answer = error instanceof Refusal ? (error.answer as { readonly sign_in?: { readonly oidc?: boolean } } | undefined) : undefined;
  return answer?.sign_in?.oidc === true;
}

async function whoIsIt(): Promise<Session> {
  const session = await get<Session>("/session");
  keepCsrfToken(session.csrf);
  return session;
}

/** Shows the page to who has signed in, and asks everybody else for a token. */
export function SignedIn({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({ queryKey: whoKey, queryFn: whoIsIt, retry: false });
  if (isSignedOut(error)) {
    const done = async () => {
      client.removeQueries({ predicate: ({ queryKey }) => queryKey !== whoKey });
      await refetch();
    };
    return <SignIn signIn={signIn} done={done} hasProvider={offersProvider(error)} />;
  }
  if (data !== undefined) return <Context value={data}>{children}</Context>;
  return error === null ? null : <NotThere again={() => void refetch()} />;
}
