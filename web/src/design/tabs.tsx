import { Tabs as Ark } from "@ark-ui/react/tabs";
import type { ReactNode } from "react";

export interface Tab {
  readonly value: string;
  readonly label: string;
  readonly content: ReactNode;
}

/** What was begun in a tab stays when another one is looked at. */
export function Tabs({
  tabs,
  value,
  choose,
}: {
  readonly tabs: readonly Tab[];
  readonly value: string;
  readonly choose: (value: string) => void;
}) {
  return (
    <Ark.Root value={value} onValueChange={(details) => choose(details.value)} lazyMount>
      <Ark.List className="tabs">
        {tabs.map((tab) => (
          <Ark.Trigger key={tab.value} value={tab.value} className="tab">
            {tab.label}
          </Ark.Trigger>
        ))}
      </Ark.List>
      {tabs.map((tab) => (
        <Ark.Content key={tab.value} value={tab.value} className="tab-content">
          {tab.content}
        </Ark.Content>
      ))}
    </Ark.Root>
  );
}
