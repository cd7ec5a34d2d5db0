/** How an answer was found: its SQL and the rows. Asked for when it is opened. */
import { useQuery } from "@apollo/client/react";
import { useState } from "react";
import { useT } from "~/i18n/I18n";
import { Button } from "~/ui/Button";
import { ErrorNote } from "~/ui/ErrorNote";
import { Loading } from "~/ui/Loading";
import { Modal } from "~/ui/Modal";
import { HOW } from "./documents";
import styles from "./How.module.css";

export function How({ id }: { id: string }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="quiet" small onClick={() => setOpen(true)}>
        {t("ask-sql")}
      </Button>
      <Modal open={open} onOpenChange={setOpen} title={t("ask-sql")}>
        {open && <Content id={id} />}
      </Modal>
    </>
  );
}

function Content({ id }: { id: string }) {
  const t = useT();
  const { data, error, refetch } = useQuery(HOW, { variables: { id } });
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  const history = data?.promptHistory;
  if (!history) return <Loading />;
  const methods = history.methods.map((method) => t(`ask-method-${method.toLowerCase()}`)).join(", ");
  return (
    <>
      {history.generatedSql === null ? (
        <p>{t("ask-sql-none", { methods })}</p>
      ) : (
        <pre className={styles["sql"]} tabIndex={0}>
          {history.generatedSql}
        </pre>
      )}
      {history.table && (
        <div className={styles["scroll"]} tabIndex={0} role="region" aria-label={t("ask-sql")}>
          <table className={styles["table"]}>
            <thead>
              <tr>
                {history.table.columns.map((column) => (
                  <th key={column}>{column}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {history.table.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, column) => (
                    <td key={column}>{typeof cell === "string" ? cell : JSON.stringify(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {history.table.truncated && <p className="soft small">{t("ask-table-cut")}</p>}
        </div>
      )}
    </>
  );
}
