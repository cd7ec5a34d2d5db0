import type { ReactNode } from "react";
import styles from "./States.module.css";

/** Nothing is here yet: says what it is for, and offers the first step. */
export function EmptyState({ title, about, children }: { title: string; about: string; children?: ReactNode }) {
  return (
    <div className={styles["empty"]}>
      <h2>{title}</h2>
      <p className="soft">{about}</p>
      {children && <div className={styles["steps"]}>{children}</div>}
    </div>
  );
}
