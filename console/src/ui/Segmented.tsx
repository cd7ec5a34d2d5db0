/** One of a few, as radio buttons. */
import { useId } from "react";
import styles from "./Segmented.module.css";

interface Props<T extends string> {
  label: string;
  value: T;
  options: { value: T; text: string }[];
  onChange: (value: T) => void;
}

export function Segmented<T extends string>({ label, value, options, onChange }: Props<T>) {
  const name = useId();
  return (
    <fieldset className={styles["group"]}>
      <legend className="hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles["option"]}>
          <input
            className="hidden"
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.text}</span>
        </label>
      ))}
    </fieldset>
  );
}
