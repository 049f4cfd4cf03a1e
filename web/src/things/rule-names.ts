import { useQuery } from "@tanstack/react-query";
import type { RuleList } from "../api.ts";
import { get } from "../client.ts";

export function useRules() {
  return useQuery({ queryKey: ["rules"], queryFn: ({ signal }) => get<RuleList>("/rules", {}, signal) });
}

/** For filters. */
export function useRuleNames(): readonly string[] {
  return useRules().data?.rules.map(({ name }) => name) ?? [];
}
