/** The answers that the page keeps. */

import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { Refusal } from "./client.ts";
import { isSignedOut, whoKey } from "./signed-out.ts";

/** Signals make answers stale; until one does, an answer is shown without asking again. */
export function createCache(): QueryClient {
  const onError = (error: unknown) => {
    if (isSignedOut(error)) void client.invalidateQueries({ queryKey: whoKey });
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError(error, { queryKey }) {
        if (queryKey !== whoKey) onError(error);
      },
    }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        refetchOnWindowFocus: true,
        networkMode: "always", // a relay on this machine needs no network
        retry: (failures, error) => !(error instanceof Refusal) && failures < 1,
      },
      mutations: { networkMode: "always" },
    },
  });
  return client;
}
