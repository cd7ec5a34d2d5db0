/** A filter as a chip, and the choices behind it. */
import * as Popover from "@radix-ui/react-popover";
import type { ReactNode } from "react";
import styles from "./Chip.module.css";

interface ChipProps {
  name: string;
  /** What is chosen; empty where nothing is. */
  value: string;
  children: ReactNode;
}

export function Chip({ name, value, children }: ChipProps) {
  return (
    <Popover.Root>
      <Popover.Trigger className={`${styles["chip"]} ${value ? styles["set"] : ""}`}>
        {name}
        {value && <span className={styles["value"]}>: {value}</span>}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles["content"]} align="start" sideOffset={6} collisionPadding={12} aria-label={name}>
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface ChoiceProps {
  text: string;
  checked: boolean;
  /** One of several, not any of them. */
  single?: boolean;
  onChange: () => void;
}

export function Choice({ text, checked, single = false, onChange }: ChoiceProps) {
  return (
    <label className={styles["choice"]}>
      <input type={single ? "radio" : "checkbox"} checked={checked} onChange={onChange} />
      {text}
    </label>
  );
}
