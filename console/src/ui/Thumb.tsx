/** A picture of a moment. Where there is none, or it is gone, its place stays and says so. */
import { useState } from "react";
import { useT } from "~/i18n/I18n";
import { Icon } from "./Icon";
import styles from "./Thumb.module.css";

interface Props {
  url: string | null | undefined;
  /** What is on it; empty where the text beside it says so. */
  alt: string;
  className?: string | undefined;
}

export function Thumb({ url, alt, className = "" }: Props) {
  const t = useT();
  const [broken, setBroken] = useState<string | null>(null);
  if (!url || broken === url) {
    return (
      <span className={`${styles["none"]} ${className}`} role="img" aria-label={t("no-picture")}>
        <Icon name="video" />
      </span>
    );
  }
  return (
    <img
      className={`${styles["thumb"]} ${className}`}
      src={url}
      alt={alt}
      loading="lazy"
      decoding="async"
      onError={() => setBroken(url)}
    />
  );
}
