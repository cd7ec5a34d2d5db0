import * as Dialog from "@radix-ui/react-dialog";
import type { ReactNode } from "react";
import { useT } from "~/i18n/I18n";
import { Icon } from "./Icon";
import styles from "./Modal.module.css";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  about?: string;
  children: ReactNode;
}

/** A dialog over the page. Its veil is our own: Radix's would add a style element, which the page's policy forbids. */
export function Modal({ open, onOpenChange, title, about, children }: Props) {
  const t = useT();
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <div className={styles["veil"]} />
        <Dialog.Content className={styles["dialog"]} {...(about === undefined ? { "aria-describedby": undefined } : {})}>
          <div className={styles["head"]}>
            <Dialog.Title>{title}</Dialog.Title>
            <Dialog.Close className={styles["close"]} aria-label={t("close")}>
              <Icon name="close" />
            </Dialog.Close>
          </div>
          {about !== undefined && <Dialog.Description className="soft">{about}</Dialog.Description>}
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
