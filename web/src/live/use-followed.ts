import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { createRefreshing, keysOfSession } from "./stale.ts";
import { followSession } from "./stream.ts";

/** Keeps the page of a conversation as it stands in the store, while it is looked at. */
export function useFollowed(id: string): void {
  const client = useQueryClient();
  useEffect(() => {
    const refreshing = createRefreshing(client, keysOfSession(id));
    const leave = followSession(id, {
      onSignal: refreshing.take,
      // What came before the stream was there, for the first time or again, is asked for.
      onState: (state) => state === "live" && void client.invalidateQueries({ queryKey: ["session", id] }, { cancelRefetch: false }),
    });
    return () => {
      leave();
      refreshing.end();
    };
  }, [client, id]);
}
