import { Dialog as Ark } from "@ark-ui/react/dialog";
import type { ReactNode } from "react";
import { useText } from "../messages/index.tsx";
import { Button, type Look } from "./button.tsx";

export interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly close: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
}

/** A window above the page: Tab stays in it, Escape closes it, and the focus returns to where it was. */
export function Dialog({ title, isOpen, close, children, wide = false }: DialogProps) {
  return (
    <Ark.Root open={isOpen} onOpenChange={({ open }) => !open && close()} lazyMount unmountOnExit>
      <Ark.Backdrop className="dialog-shade" />
      <Ark.Positioner className="dialog-place">
        <Ark.Content className={wide ? "dialog wide" : "dialog"}>
          <Ark.Title className="dialog-title">{title}</Ark.Title>
          {children}
        </Ark.Content>
      </Ark.Positioner>
    </Ark.Root>
  );
}

export interface AskProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly close: () => void;
  readonly children: ReactNode;
  readonly yes: string;
  readonly no?: string;
  readonly look?: Look;
  readonly isBusy?: boolean;
  readonly onYes: () => void;
}

/** A question before something that cannot be taken back, or that touches many. */
export function Ask({ yes, no, look = "strong", isBusy = false, onYes, children, ...dialog }: AskProps) {
  const text = useText();
  return (
    <Dialog {...dialog}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onYes();
        }}
      >
        {children}
        <div className="dialog-buttons">
          <Button look="quiet" onClick={dialog.close}>
            {no ?? text("cancel")}
          </Button>
          <Button look={look} submits disabled={isBusy}>
            {yes}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
