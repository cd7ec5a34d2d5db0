/** Only the rows in sight are in the page, however many events there are. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useT } from "~/i18n/I18n";
import { EventCard } from "./EventCard";
import styles from "./Grid.module.css";
import type { EventList } from "./useEventList";

const GAP = 10;
const NARROWEST = 172;
/** What is below a card's picture, in pixels; Grid.module.css has the same. */
const TEXT_HEIGHT = 74;

interface Props {
  list: EventList;
  selected: string | null;
  onSelect: (id: string) => void;
}

export function Grid({ list, selected, onSelect }: Props) {
  const t = useT();
  const scroll = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = scroll.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);
  const columns = Math.max(2, Math.floor((width + GAP) / (NARROWEST + GAP)));
  const cardWidth = (width - GAP * (columns - 1)) / columns;
  const rowHeight = Math.round((cardWidth * 9) / 16) + TEXT_HEIGHT + GAP;
  const rows = Math.ceil(list.ids.length / columns);
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 3,
    useFlushSync: false,
  });
  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { more, hasMore, loading } = list;
  useEffect(() => {
    if (hasMore && !loading && last >= rows - 6) more();
  }, [hasMore, last, loading, more, rows]);
  const at = selected === null ? -1 : list.ids.indexOf(selected);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(Math.floor(at / columns), { align: "auto" });
  }, [at, columns, virtual]);

  return (
    <div ref={scroll} className={styles["scroll"]} tabIndex={0} role="region" aria-label={t("events-grid")}>
      <ul className={styles["rows"]} style={{ height: virtual.getTotalSize() }}>
        {items.flatMap((row) =>
          list.ids.slice(row.index * columns, (row.index + 1) * columns).map((id, column) => (
            <li
              key={id}
              className={styles["item"]}
              aria-setsize={list.total ?? -1}
              aria-posinset={row.index * columns + column + 1}
              style={{
                width: cardWidth,
                height: rowHeight - GAP,
                transform: `translate(${String(column * (cardWidth + GAP))}px, ${String(row.start)}px)`,
              }}
            >
              <EventCard id={id} isSelected={id === selected} onSelect={onSelect} />
            </li>
          )),
        )}
      </ul>
      {loading && <p className={styles["more"]}>{t("loading")}</p>}
    </div>
  );
}
