/** Saves the original. Its address is asked for when it is wanted, because each one is noted in the audit log. */
import { useLazyQuery } from "@apollo/client/react";
import { useT } from "~/i18n/I18n";
import { Button } from "~/ui/Button";
import { ErrorNote } from "~/ui/ErrorNote";
import { Icon } from "~/ui/Icon";
import { DOWNLOAD } from "./documents";

export function DownloadButton({ id }: { id: string }) {
  const t = useT();
  const [load, { error, loading }] = useLazyQuery(DOWNLOAD, { fetchPolicy: "no-cache" });
  const save = async (): Promise<void> => {
    const result = await load({ variables: { id } }).catch(() => null);
    const url = result?.data?.video?.downloadUrl;
    if (url) window.location.assign(url);
  };
  return (
    <>
      <Button small disabled={loading} onClick={() => void save()}>
        <Icon name="download" size={16} /> {t("video-download")}
      </Button>
      {error && <ErrorNote error={error} />}
    </>
  );
}
