"""Search by words: by likeness where few events are compared, by an index over all words where there are many."""

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

from datasources.postgres.search.conditions import (
    EARLIEST_TIME,
    build_event_conditions,
    build_unindexed_conditions,
    event,
)
from datasources.postgres.search.evidence import evidence_from_row, select_evidence
from datasources.postgres.search.selectivity import has_few_events
from datasources.postgres.search.statement_cache import fetch_by_filters
from models.asking.evidence import Evidence
from models.filters import EventFilter

# Trigram word similarity, 0 to 1: below it, words share no more than chance.
MIN_WORD_SIMILARITY = 0.3
# What the index finds is ranked by likeness; more than these fit equally well.
_MAX_RANKED = 1000
# What a keyword is compared with: both descriptions, as one text.
_DESCRIPTIONS = func.concat_ws(" ", event.c.description, event.c.description_ko)
_ALL_COLUMNS: ColumnElement[Any] = literal_column("alike.*")
_SIMILARITY, _EVENT_ID = literal_column("alike.likeness", Double), literal_column("alike.event_id", Uuid)
_IS_CANDIDATE = event.c.id == any_(bindparam("among", type_=ARRAY(PG_UUID(as_uuid=True))))
_WITH_WORDS = text(
    "SELECT events_with_words(:query, :at_most, :videos, :cameras, :types, :locations, :genders, :ages, :tracks,"
    " :from_seconds, :to_seconds, :from_moment, :to_moment, :confidence)"
)


async def search_by_keywords(
    connection: AsyncConnection, words: str, wanted: EventFilter | None, limit: int
) -> list[Evidence]:
    """Events whose descriptions share words with the text, by trigram word similarity, best first.

    Among many events only those are compared that hold the words themselves, in any form: all of them if there are
    enough such events, else most, else some.
    """
    if await has_few_events(connection, wanted):
        return await _rank_by_similarity(connection, words, wanted, limit)
    found: dict[UUID, None] = {}
    for query in build_queries(words.split()):
        values = {"query": query, "at_most": _MAX_RANKED - len(found), **_to_parameters(wanted)}
        found |= dict.fromkeys((await connection.execute(_WITH_WORDS, values)).scalars())
        if len(found) >= min(limit, _MAX_RANKED):
            break
    return await _rank_by_similarity(connection, words, wanted, limit, candidates=list(found)) if found else []


async def _rank_by_similarity(
    connection: AsyncConnection,
    words: str,
    wanted: EventFilter | None,
    limit: int,
    candidates: Sequence[UUID] | None = None,
) -> list[Evidence]:
    def compose(wanted: EventFilter | None) -> Select[Any]:
        # Words that the index found stand there, however little they are of the question. It knows not every filter.
        fitting = (
            build_event_conditions(wanted)
            if candidates is None
            else [_IS_CANDIDATE, *build_unindexed_conditions(wanted)]
        )
        # In a table expression of its own: else it is computed anew for the condition, the order and the answer.
        alike = select_evidence(build_word_similarity()).where(*fitting).cte("alike").prefix_with("MATERIALIZED")
        # By their names: a table expression with columns of its own takes longer to build than to run.
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
    """Of an event's descriptions to the parameter `words`."""
    return func.word_similarity(bindparam("words", type_=Text), _DESCRIPTIONS).label("likeness")


def build_queries(words: Sequence[str]) -> list[str]:
    """Text search queries for events that hold all words, all but one, half of them, any: each wider than the last."""
    terms = [_to_term(word) for word in dict.fromkeys(words)]
    sizes = sorted({len(terms), max(1, len(terms) - 1), -(-len(terms) // 2), 1}, reverse=True)
    return [" | ".join(f"({' & '.join(some)})" for some in combinations(terms, size)) for size in sizes if terms]


def _to_term(word: str) -> str:
    """A word as the index holds it: quoted and, if Korean, in letters, as a prefix without its last consonant.

    That one belongs to the ending: 훔친 → 훔치, which begins 훔칩니다.
    """
    letters = unicodedata.normalize("NFD", word)
    korean = "가" <= word[0] <= "힣"
    if korean and len(word) > 1 and "\u11a8" <= letters[-1] <= "\u11ff":
        letters = letters[:-1]
    quoted = "'" + letters.replace("\\", "\\\\").replace("'", "''") + "'"
    return f"{quoted}:*" if korean else quoted


def _to_parameters(wanted: EventFilter | None) -> dict[str, object]:
    chosen = wanted or EventFilter()
    seconds, moments = chosen.seconds, chosen.occurred_at
    return {
        "videos": None if chosen.video_ids is None else list(chosen.video_ids),
        "cameras": None if chosen.cameras is None else list(chosen.cameras),
        "types": _to_strings(chosen.types),
        "locations": _to_strings(chosen.locations),
        "genders": _to_strings(chosen.genders),
        "ages": _to_strings(chosen.age_groups),
        "tracks": None if chosen.track_ids is None else list(chosen.track_ids),
        "from_seconds": seconds.start if seconds else None,
        "to_seconds": seconds.end if seconds else None,
        # What has no time of day lies outside of every range, also of one that is open at both ends.
        "from_moment": (moments.start or EARLIEST_TIME) if moments else None,
        "to_moment": moments.end if moments else None,
        "confidence": chosen.min_confidence,
    }


def _to_strings(values: Sequence[str] | None) -> list[str] | None:
    return None if values is None else [str(value) for value in values]
