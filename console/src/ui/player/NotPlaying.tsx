/** Why nothing plays, and what to do; with the frame of the moment in its place. */
import { useT } from "~/i18n/I18n";
import { ErrorNote } from "~/ui/ErrorNote";
import { Loading } from "~/ui/Loading";
import { Thumb } from "~/ui/Thumb";
import type { FootageState } from "./useFootage";

interface Props {
  state: FootageState;
  /** Whether the browser could not play what it got. */
  isBroken: boolean;
  frameUrl: string | null;
}

export function NotPlaying({ state: { footage, error, loading, renew }, isBroken, frameUrl }: Props) {
  const t = useT();
  const frame = <Thumb url={frameUrl} alt={t("player-frame")} />;
  if (error) {
    return (
      <>
        <ErrorNote error={error} onRetry={renew} />
        {frame}
      </>
    );
  }
  if (loading && !footage) return <Loading />;
  if (footage?.state === "MAKING" || footage?.state === "WAITING") {
    return (
      <>
        <p role="status">{footage.problem ?? t("player-making")}</p>
        {frame}
      </>
    );
  }
  return (
    <>
      <ErrorNote error={footage?.problem ?? t(isBroken ? "player-broken" : "player-none")} onRetry={renew} />
      {frame}
    </>
  );
}
