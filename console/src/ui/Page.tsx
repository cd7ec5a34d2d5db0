import { type ReactNode, useEffect } from "react";
import styles from "./Page.module.css";

interface Props {
  title: string;
  /** Buttons beside the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A view's title and content. */
export function Page({ title, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Watchgraph`;
  }, [title]);
  return (
    <div className={styles["page"]}>
      <div className={styles["head"]}>
        <h1>{title}</h1>
        {actions && <div className={styles["actions"]}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}
