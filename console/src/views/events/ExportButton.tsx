/** Saves the list as a table for spreadsheets. */
import { useApolloClient } from "@apollo/client/react";
import { useState } from "react";
import type { EventFilter, EventOrder } from "~/gql/graphql";
import { useT } from "~/i18n/I18n";
import { saveFile, writeCsv } from "~/lib/csv";
import { Button } from "~/ui/Button";
import { Icon } from "~/ui/Icon";
import { EXPORT } from "./documents";

// More than a spreadsheet is read for; an export of all is the API's business.
const MOST = 5_000;
const COLUMNS = [
  "id", "type", "occurredAt", "startSeconds", "endSeconds", "camera", "video", "side", "confidence", "basis", "source",
  "review", "reviewedBy", "comment", "description",
];

export function ExportButton({ filter, order }: { filter: EventFilter; order: EventOrder }) {
  const t = useT();
  const client = useApolloClient();
  const [state, setState] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    const rows: unknown[][] = [];
    let after: string | null = null;
    do {
      const { data }: { data?: import("~/gql/graphql").EventsExportQuery | undefined } = await client.query({
        query: EXPORT,
        variables: { filter, orderBy: order, after },
        fetchPolicy: "no-cache",
      });
      if (!data) throw new Error("no data");
      for (const { node } of data.events.edges) {
        const { video, review } = node;
        rows.push([
          node.id, node.type, node.occurredAt, node.startSeconds, node.endSeconds, video.camera, video.name, node.location,
          node.confidence, node.basis, node.source, review?.verdict, review?.by, review?.comment, node.description,
        ]);
      }
      setState(t("export-progress", { count: rows.length }));
      after = data.events.pageInfo.hasNextPage ? data.events.pageInfo.endCursor : null;
    } while (after !== null && rows.length < MOST);
    saveFile("events.csv", "text/csv", writeCsv(COLUMNS, rows));
    setState(t(after === null ? "export-done" : "export-cut", { count: rows.length }));
  };
  const start = (): void => {
    setBusy(true);
    void save()
      .catch(() => setState(t("export-failed")))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <span className="soft small" role="status">
        {state}
      </span>
      <Button small disabled={busy} onClick={start}>
        <Icon name="download" size={16} /> {t("export")}
      </Button>
    </>
  );
}
