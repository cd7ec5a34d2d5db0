"""Where nothing fits all conditions: what would fit without one of them, so that a misread one is noticed."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.ask.filters.scope import SearchScope
from domain.ask.plan.plan import SearchPlan
from domain.ask.question.question import Question
from domain.ask.replies.sentences import format_conditions, format_when
from domain.ask.retrieval.retrievers import HybridRetriever
from domain.language.vocabulary import join_with_and
from models.enums import Language
from models.messages.catalog import translate
from models.text.text import to_printable

# Fields of the plan, and the conditions of the filter that they become.
_CONDITIONS: Mapping[str, Mapping[str, Any]] = {
    "locations": {"locations": None},
    "genders": {"genders": None},
    "age_groups": {"age_groups": None},
    "cameras": {"cameras": None},
    "sites": {"sites": None},
    "track_ids": {"track_ids": None},
    "occurred_at": {"occurred_at": None, "zone_windows": None, "seconds": None},
    "seconds": {"seconds": None},
}


async def tell_relaxed(scope: SearchScope, question: Question, retriever: HybridRetriever, language: Language) -> str:
    """ "However, without “left” 3 events would fit."; empty where no single condition stands in the way."""
    fields = _list_fields(scope)

    async def count(name: str) -> int:
        relaxed = replace(scope.event_filter, **_CONDITIONS[name])
        counting = retriever.services.search.count(retriever.principal, relaxed)
        counted = await retriever.meter.attempt("structured", counting)
        return 0 if counted is None else counted.events

    counts = await asyncio.gather(*map(count, fields))
    conditions = [_name_condition(scope.plan, name, question, language) for name in fields]
    told = [
        translate(language, "reply-relaxed", condition=condition, events=number)
        for condition, number in zip(conditions, counts, strict=True)
        if number
    ]
    return translate(language, "reply-however", told=join_with_and(told, language)) if told else ""


def _list_fields(scope: SearchScope) -> list[str]:
    """The conditions of which each can be left out; none where it is about a person or an event, or rows decide."""
    plan = scope.plan
    names_whom = scope.pivot is not None or plan.about_earlier or plan.visitor
    if plan.text or plan.filters_rows or scope.filters_rows or names_whom:
        return []
    fields = [name for name in _CONDITIONS if getattr(plan, name)]
    if not plan.types and len(fields) < 2:
        return []
    return [name for name in fields if name != "seconds" or plan.occurred_at is None]


def _name_condition(plan: SearchPlan, name: str, question: Question, language: Language) -> str:
    """The words for one condition, as the interpretation has them."""
    if name in ("occurred_at", "seconds"):
        return format_when(plan, question, language)
    if name in ("cameras", "sites"):
        return ", ".join(to_printable(place) for place in getattr(plan, name))
    alone = SearchPlan(about_footage=True).model_copy(update={name: getattr(plan, name)})
    return ", ".join(format_conditions(alone, language))
