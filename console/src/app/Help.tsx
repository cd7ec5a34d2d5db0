/** The keys, on one page. */
import { serves } from "~/gql/served";
import { useT } from "~/i18n/I18n";
import { Modal } from "~/ui/Modal";
import styles from "./Help.module.css";
import { VIEWS } from "./views";

const REVIEW: [string, string][] = [
  ["c", "help-confirm"],
  ["f", "help-false-alarm"],
  ["u", "help-unsure"],
];

const GROUPS: { title: string; keys: [string, string][] }[] = [
  {
    title: "help-events",
    keys: [
      ["j", "help-next"],
      ["k", "help-previous"],
      ...(serves("Mutation.reviewEvent") ? REVIEW : []),
      ["Escape", "close"],
    ],
  },
  {
    title: "help-player",
    keys: [
      ["Space", "help-play"],
      ["←  →", "help-seek"],
      [",  .", "help-frame"],
      ["j  k", "help-event-jump"],
      ["b", "help-boxes"],
      ["i  o", "help-clip"],
    ],
  },
];

export function Help({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useT();
  const everywhere: [string, string][] = [
    ["?", t("help-title")],
    ["/", t("help-box")],
    ...VIEWS.map((view): [string, string] => [`g ${view.key}`, t(`view-${view.name}`)]),
  ];
  return (
    <Modal open={open} onOpenChange={onOpenChange} title={t("help-title")}>
      <div className={styles["columns"]}>
        <Keys title={t("help-everywhere")} keys={everywhere} />
        {GROUPS.map(({ title, keys }) => (
          <Keys key={title} title={t(title)} keys={keys.map(([key, id]) => [key, t(id)])} />
        ))}
      </div>
    </Modal>
  );
}

function Keys({ title, keys }: { title: string; keys: [string, string][] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl className={styles["keys"]}>
        {keys.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
