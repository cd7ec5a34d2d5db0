import type { ButtonHTMLAttributes } from "react";
import styles from "./Button.module.css";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: "primary" | "plain" | "quiet" | "danger";
  small?: boolean;
  ref?: React.Ref<HTMLButtonElement>;
}

export function Button({ kind = "plain", small = false, className = "", type = "button", ...rest }: Props) {
  const size = small ? styles["small"] : "";
  return <button type={type} className={`${styles["button"]} ${styles[kind]} ${size} ${className}`} {...rest} />;
}
