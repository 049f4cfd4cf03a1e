/** Buttons. One that changes something is an `Action`: it is not there where the relay has stopped or the role is too small. */

import type { ButtonHTMLAttributes, ReactNode } from "react";
import type { Role } from "../api.ts";
import { useLink } from "../live/link.tsx";
import { useMay } from "../session.tsx";

export type Look = "plain" | "strong" | "quiet" | "danger";

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className" | "type"> {
  readonly look?: Look;
  readonly submits?: boolean;
  readonly children: ReactNode;
}

/** One that cannot be pressed just now keeps the focus, so that whoever uses the keyboard stays where they are. */
export function Button({ look = "plain", submits = false, disabled = false, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type={submits ? "submit" : "button"}
      className={`button ${look}`}
      aria-disabled={disabled || undefined}
      onClick={disabled ? (event) => event.preventDefault() : onClick}
      {...rest}
    />
  );
}

export interface ActionProps extends ButtonProps {
  readonly needs: Role;
}

export function Action({ needs, ...rest }: ActionProps) {
  return useCanAct(needs) ? <Button {...rest} /> : null;
}

export function useCanAct(needs: Role): boolean {
  const { state } = useLink();
  return useMay(needs) && state !== "stopped";
}
