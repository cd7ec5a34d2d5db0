/** The filters of the list: they stand in the page's address, so that a list can be passed on. */
import { serves } from "~/gql/served";
import type { AgeGroup, EventFilter, EventOrder, EventType, FrameLocation, Gender } from "~/gql/graphql";

export interface Filters {
  text: string;
  types: EventType[];
  cameraIds: string[];
  sites: string[];
  videoIds: string[];
  /** As the fields for it give them, "2026-11-20T21:00", by the browser's clock; empty: open. */
  from: string;
  to: string;
  sides: FrameLocation[];
  genders: Gender[];
  ages: AgeGroup[];
  /** Percent; 0: any. */
  confidence: number;
  reviewed: "" | "yes" | "no" | "CONFIRMED" | "FALSE_ALARM" | "UNSURE";
  order: EventOrder;
}

export const EVENT_TYPES: EventType[] = [
  "FIGHTING", "COLLAPSE", "THEFT", "INTRUSION", "VANDALISM", "LYING", "SMOKING", "CROWDING", "ANOMALY", "LOITERING",
  "RUNNING", "PICKING", "INTERACTION", "PERSON_ENTER", "PERSON_EXIT", "WALKING", "STANDING", "SITTING", "STAYING",
  "LOST_FROM_VIEW", "CAMERA_SILENT", "CAMERA_TAMPERED",
];
export const SIDES: FrameLocation[] = ["LEFT", "CENTER", "RIGHT"];
export const GENDERS: Gender[] = ["FEMALE", "MALE", "UNKNOWN"];
export const AGES: AgeGroup[] = ["CHILD", "YOUNG", "MIDDLE", "OLD", "UNKNOWN"];
export const REVIEWED: Filters["reviewed"][] = ["", "no", "yes", "CONFIRMED", "FALSE_ALARM", "UNSURE"];
export const ORDERS: EventOrder[] = [
  ...(serves("EventOrder.STORED_NEWEST_FIRST") ? (["STORED_NEWEST_FIRST"] as const) : []),
  "OCCURRED_NEWEST_FIRST",
  "OCCURRED_OLDEST_FIRST",
  "MOST_CONFIDENT_FIRST",
];

const LISTS = ["types", "cameraIds", "sites", "videoIds", "sides", "genders", "ages"] as const;
const KNOWN: Partial<Record<(typeof LISTS)[number], readonly string[]>> = {
  types: EVENT_TYPES,
  sides: SIDES,
  genders: GENDERS,
  ages: AGES,
};

/** The filters of an address; what is unknown in it is left out. */
export function readFilters(search: URLSearchParams): Filters {
  const list = (name: (typeof LISTS)[number]): never[] =>
    search.getAll(name).filter((value) => KNOWN[name]?.includes(value) ?? true) as never[];
  const confidence = Number(search.get("confidence") ?? 0);
  return {
    text: search.get("text") ?? "",
    from: search.get("from") ?? "",
    to: search.get("to") ?? "",
    types: list("types"),
    cameraIds: list("cameraIds"),
    sites: list("sites"),
    videoIds: list("videoIds"),
    sides: list("sides"),
    genders: list("genders"),
    ages: list("ages"),
    confidence: confidence > 0 && confidence <= 100 ? confidence : 0,
    reviewed: REVIEWED.find((value) => value === search.get("reviewed")) ?? "",
    order: ORDERS.find((value) => value === search.get("order")) ?? (ORDERS[0] as EventOrder),
  };
}

export function writeFilters(filters: Filters): URLSearchParams {
  const search = new URLSearchParams();
  for (const name of LISTS) for (const value of filters[name]) search.append(name, value);
  for (const name of ["text", "from", "to", "reviewed"] as const) if (filters[name]) search.set(name, filters[name]);
  if (filters.confidence > 0) search.set("confidence", String(filters.confidence));
  if (filters.order !== ORDERS[0]) search.set("order", filters.order);
  return search;
}

/** As the API takes them. */
export function toEventFilter(filters: Filters): EventFilter {
  const moment = (field: string): string | null => (field ? new Date(field).toISOString() : null);
  const wanted: EventFilter = {
    ...(filters.types.length ? { types: filters.types } : {}),
    ...(filters.cameraIds.length ? { cameraIds: filters.cameraIds } : {}),
    ...(filters.sites.length ? { sites: filters.sites } : {}),
    ...(filters.videoIds.length ? { videoIds: filters.videoIds } : {}),
    ...(filters.sides.length ? { locations: filters.sides } : {}),
    ...(filters.genders.length ? { genders: filters.genders } : {}),
    ...(filters.ages.length ? { ageGroups: filters.ages } : {}),
    ...(filters.confidence > 0 ? { minConfidence: filters.confidence / 100 } : {}),
    ...(filters.from || filters.to ? { occurredAt: { from: moment(filters.from), to: moment(filters.to) } } : {}),
  };
  if (!serves("EventFilter.reviewed") || filters.reviewed === "") return wanted;
  if (filters.reviewed === "yes" || filters.reviewed === "no") return { ...wanted, reviewed: filters.reviewed === "yes" };
  return { ...wanted, reviews: [filters.reviewed] };
}

/** How many filters are set, the order left aside. */
export function countFilters(filters: Filters): number {
  const lists = LISTS.filter((name) => filters[name].length > 0).length;
  const others = [filters.text, filters.from || filters.to, filters.confidence > 0, filters.reviewed];
  return lists + others.filter(Boolean).length;
}
