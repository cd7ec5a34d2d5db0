/** The time under the pointer, with its picture where the video has a storyboard. */
import { useQuery } from "@apollo/client/react";
import { formatPosition } from "~/lib/time";
import { STORYBOARD } from "./documents";
import styles from "./Lane.module.css";

// How wide a tile is shown, in pixels.
const WIDTH = 160;

interface Props {
  videoId: string;
  seconds: number;
  left: string;
}

export function Preview({ videoId, seconds, left }: Props) {
  const { data } = useQuery(STORYBOARD, { variables: { id: videoId } });
  const board = data?.video?.storyboard;
  const tile = board ? Math.min(board.tiles - 1, Math.floor(seconds / board.secondsPerTile)) : 0;
  return (
    <span className={styles["preview"]} style={{ left }}>
      {board && (
        <span
          className={styles["tile"]}
          style={{
            width: WIDTH,
            height: (WIDTH * board.tileHeight) / board.tileWidth,
            backgroundImage: `url(${JSON.stringify(board.url)})`,
            backgroundSize: `${String(board.columns * 100)}% ${String(board.rows * 100)}%`,
            backgroundPosition: `${String(((tile % board.columns) / Math.max(1, board.columns - 1)) * 100)}% ${String((Math.floor(tile / board.columns) / Math.max(1, board.rows - 1)) * 100)}%`,
          }}
        />
      )}
      {formatPosition(seconds)}
    </span>
  );
}
