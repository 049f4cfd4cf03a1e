/** Copies a text. Without the right to the clipboard (plain http under a host name) it is shown selected, to be copied by hand. */

import { useState } from "react";
import { useText } from "../messages/index.tsx";
import { Button, type Look } from "./button.tsx";

export interface CopyProps {
  readonly value: string;
  readonly label: string;
  readonly look?: Look;
}

export function Copy({ value, label, look = "plain" }: CopyProps) {
  const text = useText();
  const [state, setState] = useState<"ready" | "copied" | "by hand">("ready");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setState("copied");
      setTimeout(() => setState("ready"), 2_000);
    } catch {
      setState("by hand");
    }
  };
  return (
    <>
      <Button look={look} onClick={() => void copy()}>
        {state === "copied" ? text("copied") : label}
      </Button>
      {state === "by hand" && (
        <textarea className="copy-by-hand" readOnly value={value} aria-label={label} ref={(area) => area?.select()} rows={3} />
      )}
    </>
  );
}
