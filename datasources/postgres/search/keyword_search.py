"""Keyword search: trigram similarity where few events match the filter, a full-text index where many do."""

import unicodedata
from collections.abc import Sequence
from itertools import combinations
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Double,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    func,
    literal_column,
    select,
    text,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.statement_cache import fetch_by_filters
from datasources.postgres.search.conditions import (
    EARLIEST_TIME,
    build_event_conditions,
    build_unindexed_conditions,
    event,
)
from datasources.postgres.search.evidence import evidence_from_row, select_evidence
from datasources.postgres.search.selectivity import has_few_events
from models.asking.evidence import Evidence
from models.filters import EventFilter

# Trigram word similarity, 0 to 1. Lower values are chance.
MIN_WORD_SIMILARITY = 0.3
# The most events from the index that are ranked by similarity.
_MAX_RANKED = 1000
# The text that words are compared with: both descriptions.
_DESCRIPTIONS = func.concat_ws(" ", event.c.description, event.c.description_ko)
_ALL_COLUMNS: ColumnElement[Any] = literal_column("alike.*")
_SIMILARITY, _EVENT_ID = literal_column("alike.likeness", Double), literal_column("alike.event_id", Uuid)
_IS_CANDIDATE = event.c.id == any_(bindparam("among", type_=ARRAY(PG_UUID(as_uuid=True))))
_WITH_WORDS = text(
    "SELECT events_with_words(:query, :at_most, :videos, :cameras, :camera_ids, :sites, :types, :locations, :genders,"
    " :ages, :tracks, :from_seconds, :to_seconds, :from_moment, :to_moment, :confidence)"
)


async def search_by_keywords(
    connection: AsyncConnection, words: str, wanted: EventFilter | None, limit: int
) -> list[Evidence]:
    """Events whose descriptions are similar to the words, by trigram word similarity, best first.

    Among many events, only those are compared that contain the words in any form: all of the words if enough events do,
    else most, else some.
    """
    if await has_few_events(connection, wanted):
        return await _rank_by_similarity(connection, words, wanted, limit)
    candidates: dict[UUID, None] = {}
    for query in build_queries(words.split()):
        values = {"query": query, "at_most": _MAX_RANKED - len(candidates), **_to_parameters(wanted)}
        candidates |= dict.fromkeys((await connection.execute(_WITH_WORDS, values)).scalars())
        if len(candidates) >= min(limit, _MAX_RANKED):
            break
    return (
        await _rank_by_similarity(connection, words, wanted, limit, candidates=list(candidates)) if candidates else []
    )


async def _rank_by_similarity(
    connection: AsyncConnection,
    words: str,
    wanted: EventFilter | None,
    limit: int,
    candidates: Sequence[UUID] | None = None,
) -> list[Evidence]:
    def compose(wanted: EventFilter | None) -> Select[Any]:
        # Candidates contain the words, so they need no minimum similarity. The index does not support every filter.
        conditions = (
            build_event_conditions(wanted)
            if candidates is None
            else [_IS_CANDIDATE, *build_unindexed_conditions(wanted)]
        )
        # Materialized: otherwise the similarity is computed three times, for condition, order and result.
        alike = select_evidence(build_word_similarity()).where(*conditions).cte("alike").prefix_with("MATERIALIZED")
        # Literal columns: building a table expression's column objects takes longer than running the query.
        return (
            select(_ALL_COLUMNS)
            .select_from(alike)
            .where((MIN_WORD_SIMILARITY if candidates is None else 0.0) < _SIMILARITY)
            .order_by(_SIMILARITY.desc(), _EVENT_ID)
            .limit(limit)
        )

    kind = ("alike", candidates is None, limit)
    rows = await fetch_by_filters(connection, kind, compose, wanted, words=words, among=candidates)
    return [evidence_from_row(row, word_similarity=row[-1]) for row in rows]


def build_word_similarity() -> ColumnElement[float]:
    """The similarity of an event's descriptions to the parameter `words`."""
    return func.word_similarity(bindparam("words", type_=Text), _DESCRIPTIONS).label("likeness")


def build_queries(words: Sequence[str]) -> list[str]:
    """Text search queries for all words, all but one, half of them, and any; each wider than the one before."""
    terms = [_to_term(word) for word in dict.fromkeys(words)]
    sizes = sorted({len(terms), max(1, len(terms) - 1), -(-len(terms) // 2), 1}, reverse=True)
    return [" | ".join(f"({' & '.join(group)})" for group in combinations(terms, size)) for size in sizes if terms]


def _to_term(word: str) -> str:
    """A word as a query term: quoted; a Korean word as decomposed letters, as a prefix without its final consonant.

    The final consonant belongs to the ending: 훔친 → 훔치, a prefix of 훔칩니다.
    """
    letters = unicodedata.normalize("NFD", word)
    korean = "가" <= word[0] <= "힣"
    if korean and len(word) > 1 and "\u11a8" <= letters[-1] <= "\u11ff":
        letters = letters[:-1]
    quoted = "'" + letters.replace("\\", "\\\\").replace("'", "''") + "'"
    return f"{quoted}:*" if korean else quoted


def _to_parameters(wanted: EventFilter | None) -> dict[str, object]:
    event_filter = wanted or EventFilter()
    seconds, moments = event_filter.seconds, event_filter.occurred_at
    return {
        "videos": None if event_filter.video_ids is None else list(event_filter.video_ids),
        "cameras": None if event_filter.cameras is None else list(event_filter.cameras),
        "camera_ids": None if event_filter.camera_ids is None else list(event_filter.camera_ids),
        "sites": None if event_filter.sites is None else list(event_filter.sites),
        "types": _to_strings(event_filter.types),
        "locations": _to_strings(event_filter.locations),
        "genders": _to_strings(event_filter.genders),
        "ages": _to_strings(event_filter.age_groups),
        "tracks": None if event_filter.track_ids is None else list(event_filter.track_ids),
        "from_seconds": seconds.start if seconds else None,
        "to_seconds": seconds.end if seconds else None,
        # Events without a time match no range, not even one with two open ends.
        "from_moment": (moments.start or EARLIEST_TIME) if moments else None,
        "to_moment": moments.end if moments else None,
        "confidence": event_filter.min_confidence,
    }


def _to_strings(values: Sequence[str] | None) -> list[str] | None:
    return None if values is None else [str(value) for value in values]
