import { Menu as Ark } from "@ark-ui/react/menu";
import type { ReactNode } from "react";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface MenuProps {
  readonly label: ReactNode;
  /** What the label alone does not say; screen readers read it before the label. */
  readonly name?: string;
  readonly choices: readonly Choice[];
  readonly choose: (value: string) => void;
  readonly look?: "plain" | "quiet";
}

/** A button with a list of choices. Not in a Portal: outside of the page's landmarks nothing may stand. */
export function Menu({ label, name, choices, choose, look = "plain" }: MenuProps) {
  return (
    <Ark.Root onSelect={({ value }) => choose(value)} positioning={{ placement: "bottom-end" }} lazyMount unmountOnExit>
      <Ark.Trigger className={`button ${look} menu-button`}>
        <span>
          {name !== undefined && <span className="unseen">{name}: </span>}
          {label}
        </span>
        <span aria-hidden="true" className="menu-mark" />
      </Ark.Trigger>
      <Ark.Positioner>
        <Ark.Content className="menu">
          {choices.map(({ value, label: words }) => (
            <Ark.Item key={value} value={value} className="menu-item">
              {words}
            </Ark.Item>
          ))}
        </Ark.Content>
      </Ark.Positioner>
    </Ark.Root>
  );
}
