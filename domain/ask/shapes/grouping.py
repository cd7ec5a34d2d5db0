"""Counts of groups side by side. A group that nothing was seen in is 0 only where somebody looked."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.ask.filters.scope import SearchScope
from domain.ask.plan.plan import AnswerKind
from domain.ask.question.question import Question
from domain.ask.replies.absence import is_not_examined
from domain.ask.shapes.context import ShapeContext
from models.asking.answers import Coverage
from models.asking.evidence import Evidence
from models.asking.groups import Dimension, Tally
from models.filters import EventFilter, TimeRange

# More lines than these nobody compares; each costs a read of its coverage.
MAX_GROUPS = 12
# Keys of what no group is known of, such as a person's gender.
_UNKNOWN = frozenset({None, "", "UNKNOWN"})


class GroupState(StrEnum):
    """COUNTED: its number is known. Otherwise why it is not, though no event is there."""

    COUNTED = "COUNTED"
    NO_FOOTAGE = "NO_FOOTAGE"
    NOT_ANALYSED = "NOT_ANALYSED"
    NOT_EXAMINED = "NOT_EXAMINED"


@dataclass(frozen=True, slots=True)
class Group:
    """key: as Tally has it. is_partly: parts of its footage were not examined. row: its first event."""

    key: str
    events: int
    people: int
    state: GroupState
    is_partly: bool = False
    row: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """groups: those that can be counted first, the most first. left_out: groups beyond those that are told.

    unknown: events whose group is not known, such as the day of footage without a clock.
    """

    dimension: Dimension
    by_people: bool
    groups: Sequence[Group]
    left_out: int = 0
    unknown: int = 0

    @property
    def has_counts(self) -> bool:
        """Whether anything was counted in any group."""
        return any(group.events for group in self.groups)

    def measure(self, group: Group) -> int:
        return group.people if self.by_people else group.events


async def compare_groups(context: ShapeContext, dimension: Dimension) -> Comparison:
    """Each group's counts over every event that fits; those without any, where the question or the scope names them."""
    plan = context.plan
    tallies = await _count(context, dimension)
    totals = {tally.key: tally for tally in tallies if tally.key not in _UNKNOWN and tally.type is None}
    named = _list_named(dimension, context.scope, context.question)
    by_people = plan.want is AnswerKind.COUNT_PEOPLE
    ranked = sorted(totals.values(), key=lambda tally: -(tally.people if by_people else tally.events))
    names = list(dict.fromkeys([*(tally.key or "" for tally in ranked), *named]))[:MAX_GROUPS]
    coverages = await asyncio.gather(*(_measure(context, dimension, name) for name in names))
    rows = await _read_first_rows(context, [totals[name] for name in names if name in totals])
    groups = [
        _build_group(context, name, totals.get(name), coverage, rows)
        for name, coverage in zip(names, coverages, strict=True)
    ]
    groups.sort(key=lambda group: group.state is not GroupState.COUNTED)
    unknown = sum(tally.events for tally in tallies if tally.key in _UNKNOWN and tally.type is None)
    return Comparison(dimension, by_people, groups, len({*totals, *named}) - len(names), unknown)


async def _count(context: ShapeContext, dimension: Dimension) -> Sequence[Tally]:
    """By the database; by the rows where conditions are only known of rows."""
    plan, scope, retriever = context.plan, context.scope, context.retriever
    if plan.filters_rows or scope.filters_rows or plan.text:
        return tally_rows(context.evidence_set.matching, dimension)
    counting = retriever.services.search.count_by_group(retriever.principal, scope.event_filter, dimension)
    counted = await retriever.meter.attempt("structured", counting)
    return tally_rows(context.evidence_set.matching, dimension) if counted is None else counted


def tally_rows(rows: Sequence[Evidence], dimension: Dimension) -> list[Tally]:
    """The totals of rows by group; rows do not tell their site."""
    groups: dict[str | None, list[Evidence]] = {}
    for row in rows:
        groups.setdefault(_get_key(row, dimension), []).append(row)
    return [
        Tally(key, None, len(members), len({row.person for row in members if row.person}), members[0].event_id)
        for key, members in groups.items()
    ]


def _get_key(row: Evidence, dimension: Dimension) -> str | None:
    if dimension in (Dimension.DAY, Dimension.HOUR):
        local = row.local_time
        return None if local is None else f"{local:%H}" if dimension is Dimension.HOUR else f"{local:%Y-%m-%d}"
    values = {Dimension.CAMERA: row.camera, Dimension.GENDER: row.gender, Dimension.LOCATION: row.location}
    return values.get(dimension)


def _list_named(dimension: Dimension, scope: SearchScope, question: Question) -> list[str]:
    """The groups that the question names, or all that the scope has; none where there are too many to tell."""
    plan, reach = scope.plan, question.reach
    if question.video is not None:
        names: Sequence[str] = ()
    elif dimension is Dimension.CAMERA:
        names = plan.cameras or (reach.camera_names if not plan.sites else ())
    elif dimension is Dimension.SITE:
        names = plan.sites or (reach.sites if not plan.cameras else ())
    else:
        names = [day.isoformat() for day in _list_days(scope, question)] if dimension is Dimension.DAY else ()
    return list(names) if len(names) <= MAX_GROUPS else []


def _list_days(scope: SearchScope, question: Question) -> list[date]:
    """The days of the window, or of all footage; none where days are not the same everywhere, or an end is open."""
    if len(question.list_zones(scope.plan.cameras)) != 1:
        return []
    moments = scope.event_filter.occurred_at or TimeRange()
    first, last = question.reach.recorded_period or (None, None)
    start, end = moments.start or first, moments.end or last
    if start is None or end is None:
        return []
    zone = question.list_zones(scope.plan.cameras)[0]
    began, ended = start.astimezone(zone).date(), (end - timedelta(seconds=1)).astimezone(zone).date()
    return [began + timedelta(days=number) for number in range(min((ended - began).days, MAX_GROUPS) + 1)]


async def _measure(context: ShapeContext, dimension: Dimension, name: str) -> Coverage | None:
    """The footage of a group; None where a group is no part of the footage, or could not be measured."""
    footage = _narrow(context.scope.footage_filter, dimension, name, context)
    if footage is None:
        return None
    retriever = context.retriever
    measuring = retriever.services.search.measure_coverage(retriever.principal, footage)
    return await retriever.meter.attempt("coverage", measuring)


def _narrow(footage: EventFilter, dimension: Dimension, name: str, context: ShapeContext) -> EventFilter | None:
    if dimension is Dimension.CAMERA and context.question.video is None:
        return replace(footage, cameras=(name,))
    if dimension is Dimension.SITE:
        return replace(footage, sites=(name,))
    if dimension is not Dimension.DAY or context.question.video is not None:
        return None
    zone = context.question.list_zones(context.plan.cameras)[0]
    start = datetime.combine(date.fromisoformat(name), time(), zone)
    window, asked = TimeRange(start, start + timedelta(days=1)), footage.occurred_at or TimeRange()
    starts = [moment for moment in (window.start, asked.start) if moment is not None]
    ends = [moment for moment in (window.end, asked.end) if moment is not None]
    return replace(footage, occurred_at=TimeRange(max(starts), min(ends)), zone_windows=None)


async def _read_first_rows(context: ShapeContext, tallies: Sequence[Tally]) -> dict[str, Evidence]:
    retriever = context.retriever
    ids = [tally.first_event for tally in tallies]
    rows = await retriever.meter.attempt("structured", retriever.services.search.get_by_ids(retriever.principal, ids))
    by_id = {row.event_id: row for row in rows or ()}
    return {tally.key or "": by_id[tally.first_event] for tally in tallies if tally.first_event in by_id}


def _build_group(
    context: ShapeContext, name: str, total: Tally | None, coverage: Coverage | None, rows: dict[str, Evidence]
) -> Group:
    state, is_partly = GroupState.COUNTED, False
    if coverage is not None:
        unlooked = {*coverage.not_examined, *coverage.partly_examined}
        is_partly = coverage.videos_analyzed < coverage.videos_considered or not unlooked.isdisjoint(context.plan.types)
    if total is not None:
        return Group(name, total.events, total.people, state, is_partly, rows.get(name))
    if coverage is not None:
        state = _find_state(context, coverage)
    return Group(name, 0, 0, state, is_partly)


def _find_state(context: ShapeContext, coverage: Coverage) -> GroupState:
    if not coverage.videos_considered:
        return GroupState.NO_FOOTAGE
    if is_not_examined(context.plan, coverage):
        return GroupState.NOT_EXAMINED
    return GroupState.COUNTED if coverage.videos_analyzed else GroupState.NOT_ANALYSED
