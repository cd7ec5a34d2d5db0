/** The filters as chips: each says what it holds, and opens its choices. */
import { useQuery } from "@apollo/client/react";
import { type FormEvent, useEffect, useState } from "react";
import { serves } from "~/gql/served";
import { useT } from "~/i18n/I18n";
import { Button } from "~/ui/Button";
import { Chip, Choice } from "~/ui/Chip";
import { CHOICES } from "./documents";
import styles from "./FilterBar.module.css";
import { AGES, countFilters, EVENT_TYPES, type Filters, GENDERS, ORDERS, REVIEWED, SIDES } from "./filters";

interface Props {
  filters: Filters;
  onFilters: (filters: Filters) => void;
}

function toggle<T>(list: T[], value: T): T[] {
  return list.includes(value) ? list.filter((each) => each !== value) : [...list, value];
}

export function FilterBar({ filters, onFilters }: Props) {
  const t = useT();
  const set = (change: Partial<Filters>): void => onFilters({ ...filters, ...change });
  const names = (prefix: string, values: string[]): string => values.map((value) => t(`${prefix}-${value.toLowerCase()}`)).join(", ");
  const time = [filters.from, filters.to].map((field) => field.replace("T", " ")).join(" – ");
  return (
    <div className={styles["bar"]}>
      <SearchBox text={filters.text} onText={(text) => set({ text })} />
      <Chip name={t("filter-type")} value={names("type", filters.types)}>
        {EVENT_TYPES.map((type) => (
          <Choice key={type} text={t(`type-${type.toLowerCase()}`)} checked={filters.types.includes(type)} onChange={() => set({ types: toggle(filters.types, type) })} />
        ))}
      </Chip>
      <Chip name={t("filter-camera")} value={filters.cameraIds.length ? t("ask-scope-cameras", { count: filters.cameraIds.length }) : ""}>
        <Cameras filters={filters} onFilters={onFilters} />
      </Chip>
      <Chip name={t("filter-site")} value={filters.sites.join(", ")}>
        <Sites filters={filters} onFilters={onFilters} />
      </Chip>
      <Chip name={t("filter-time")} value={filters.from || filters.to ? time : ""}>
        <label className={styles["field"]}>
          {t("ask-scope-from")}
          <input type="datetime-local" value={filters.from} onChange={(event) => set({ from: event.target.value })} />
        </label>
        <label className={styles["field"]}>
          {t("ask-scope-to")}
          <input type="datetime-local" value={filters.to} onChange={(event) => set({ to: event.target.value })} />
        </label>
      </Chip>
      <Chip name={t("filter-side")} value={names("side", filters.sides)}>
        {SIDES.map((side) => (
          <Choice key={side} text={t(`side-${side.toLowerCase()}`)} checked={filters.sides.includes(side)} onChange={() => set({ sides: toggle(filters.sides, side) })} />
        ))}
      </Chip>
      <Chip name={t("filter-person")} value={[names("gender", filters.genders), names("age", filters.ages)].filter(Boolean).join(", ")}>
        {GENDERS.map((gender) => (
          <Choice key={gender} text={t(`gender-${gender.toLowerCase()}`)} checked={filters.genders.includes(gender)} onChange={() => set({ genders: toggle(filters.genders, gender) })} />
        ))}
        <hr />
        {AGES.map((age) => (
          <Choice key={age} text={t(`age-${age.toLowerCase()}`)} checked={filters.ages.includes(age)} onChange={() => set({ ages: toggle(filters.ages, age) })} />
        ))}
      </Chip>
      <Chip name={t("filter-confidence")} value={filters.confidence ? t("filter-at-least", { value: filters.confidence }) : ""}>
        <label className={styles["field"]}>
          {t("filter-at-least", { value: filters.confidence })}
          <input type="range" min={0} max={95} step={5} value={filters.confidence} onChange={(event) => set({ confidence: Number(event.target.value) })} />
        </label>
      </Chip>
      {serves("EventFilter.reviewed") && (
        <Chip name={t("filter-reviewed")} value={filters.reviewed ? t(`reviewed-${filters.reviewed.toLowerCase()}`) : ""}>
          {REVIEWED.map((value) => (
            <Choice key={value} single text={t(`reviewed-${value.toLowerCase() || "any"}`)} checked={filters.reviewed === value} onChange={() => set({ reviewed: value })} />
          ))}
        </Chip>
      )}
      <Chip name={t("filter-order")} value={filters.order === ORDERS[0] ? "" : t(`order-${filters.order.toLowerCase()}`)}>
        {ORDERS.map((order) => (
          <Choice key={order} single text={t(`order-${order.toLowerCase()}`)} checked={filters.order === order} onChange={() => set({ order })} />
        ))}
      </Chip>
      {countFilters(filters) > 0 && (
        <Button kind="quiet" small onClick={() => onFilters({ ...filters, text: "", types: [], cameraIds: [], sites: [], videoIds: [], from: "", to: "", sides: [], genders: [], ages: [], confidence: 0, reviewed: "" })}>
          {t("events-clear")}
        </Button>
      )}
    </div>
  );
}

function SearchBox({ text, onText }: { text: string; onText: (text: string) => void }) {
  const t = useT();
  const [draft, setDraft] = useState(text);
  useEffect(() => setDraft(text), [text]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onText(draft.trim());
  };
  return (
    <form onSubmit={submit} role="search">
      <input
        type="search"
        data-main-box
        className={styles["search"]}
        aria-label={t("filter-search")}
        placeholder={t("filter-search")}
        maxLength={500}
        value={draft}
        onChange={(event) => {
          setDraft(event.target.value);
          if (event.target.value === "") onText("");
        }}
      />
    </form>
  );
}

/** Both ask for the cameras when they are opened. */
function Cameras({ filters, onFilters }: Props) {
  const t = useT();
  const cameras = useQuery(CHOICES).data?.cameras.edges.map((edge) => edge.node);
  if (cameras?.length === 0) return <p className="soft small">{t("filter-no-cameras")}</p>;
  return cameras?.map((camera) => (
    <Choice
      key={camera.id}
      text={camera.name}
      checked={filters.cameraIds.includes(camera.id)}
      onChange={() => onFilters({ ...filters, cameraIds: toggle(filters.cameraIds, camera.id) })}
    />
  ));
}

function Sites({ filters, onFilters }: Props) {
  const t = useT();
  const cameras = useQuery(CHOICES).data?.cameras.edges.map((edge) => edge.node);
  const sites = [...new Set(cameras?.flatMap((camera) => camera.site ?? []))].sort();
  if (cameras && sites.length === 0) return <p className="soft small">{t("filter-no-sites")}</p>;
  return sites.map((site) => (
    <Choice key={site} text={site} checked={filters.sites.includes(site)} onChange={() => onFilters({ ...filters, sites: toggle(filters.sites, site) })} />
  ));
}
