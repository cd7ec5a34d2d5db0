"""A summary of a time rests on every event of it: counted by hours or days, and its most serious ones shown."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from domain.ask.facts.facts import HourCount
from domain.ask.facts.selection import select_by_priority
from domain.ask.retrieval.ranking import EvidenceSet
from domain.ask.shapes.context import ShapeContext
from models.asking.evidence import Evidence
from models.asking.groups import Dimension, Tally
from models.enums import EventOrder, EventType
from models.event_types import MOST_SERIOUS_FIRST

# More are summed up by days.
MAX_HOURS = 48


async def cover_whole_time(context: ShapeContext) -> EvidenceSet:
    """The evidence with the counts of all events, where more fit than were read, or over too many hours to tell."""
    evidence_set, scope = context.evidence_set, context.scope
    is_by_rows = context.plan.filters_rows or scope.filters_rows or bool(context.plan.text)
    if is_by_rows or (evidence_set.facts.exact and len(evidence_set.facts.hours) <= MAX_HOURS):
        return evidence_set
    tallies = await _count(context, Dimension.DATED_HOUR)
    if len({tally.key for tally in tallies}) > MAX_HOURS:
        tallies = await _count(context, Dimension.DAY)
    if not tallies:
        return evidence_set
    facts = evidence_set.facts
    rows = evidence_set.rows if facts.exact else await _list_most_serious(context, tallies)
    types = _sum_types(tallies)
    counted = tuple(sorted(types.items(), key=lambda entry: -entry[1]))
    whole = replace(facts, events=sum(types.values()), exact=True, hours=to_hours(tallies), type_counts=counted)
    return replace(evidence_set, facts=whole, rows=rows or evidence_set.rows)


async def _count(context: ShapeContext, dimension: Dimension) -> Sequence[Tally]:
    retriever = context.retriever
    counting = retriever.services.search.count_by_group(retriever.principal, context.scope.event_filter, dimension)
    return await retriever.meter.attempt("structured", counting) or ()


def to_hours(tallies: Sequence[Tally]) -> tuple[HourCount, ...]:
    """Each hour or day with its counts, and those of each type."""
    types: dict[str | None, list[tuple[EventType, int]]] = {}
    for tally in tallies:
        if tally.type is not None:
            types.setdefault(tally.key, []).append((tally.type, tally.events))
    return tuple(
        HourCount(tally.key, tally.events, tally.people, tuple(sorted(types.get(tally.key, ()), key=lambda e: -e[1])))
        for tally in tallies
        if tally.type is None
    )


def _sum_types(tallies: Sequence[Tally]) -> dict[EventType, int]:
    counts: dict[EventType, int] = {}
    for tally in tallies:
        if tally.type is not None:
            counts[tally.type] = counts.get(tally.type, 0) + tally.events
    return counts


async def _list_most_serious(context: ShapeContext, tallies: Sequence[Tally]) -> Sequence[Evidence]:
    """The most serious events of the whole time: the first of as many types as are needed to fill the evidence."""
    counts, wanted, number = _sum_types(tallies), list[EventType](), 0
    retriever = context.retriever
    limit = retriever.settings.max_rows_shown
    for kind in MOST_SERIOUS_FIRST:
        if counts.get(kind) and number < limit:
            wanted.append(kind)
            number += counts[kind]

    async def list_first(kind: EventType) -> Sequence[Evidence]:
        events, order = replace(context.scope.event_filter, types=(kind,)), EventOrder.OCCURRED_OLDEST_FIRST
        listing = retriever.services.search.list_events(retriever.principal, events, order, limit)
        return await retriever.meter.attempt("structured", listing) or ()

    found = await asyncio.gather(*map(list_first, wanted))
    return select_by_priority([row for rows in found for row in rows], limit)
