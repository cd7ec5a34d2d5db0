"""During a re-embedding, questions are embedded by the model whose vectors are searched."""

from typing import Any

import pytest

from domain.ask.event_search import search_events
from domain.ask.question.query_embedding import embed_query
from domain.llm.usage_meter import UsageMeter
from models.access.principal import Principal
from models.asking.vectors import EmbeddingSpace
from models.errors import Unavailable
from tests.domain.doubles import InMemorySearch, event, make_services
from tests.domain.scripted_models import ScriptedModels

WHO = Principal("somebody", "here", frozenset())
EARLIER = EmbeddingSpace("earlier-model", 2)


async def run_ask(search: InMemorySearch, models: ScriptedModels) -> tuple[Any, UsageMeter]:
    meter = UsageMeter()
    query = await embed_query("Who stood there?", WHO, make_services(search, models), meter)
    return query, meter


@pytest.mark.parametrize(("space", "model_id"), [(None, "amazon.titan-embed-text-v2:0"), (EARLIER, "earlier-model")])
async def test_a_question_is_embedded_by_the_model_whose_vectors_answer(
    space: EmbeddingSpace | None, model_id: str
) -> None:
    query, meter = await run_ask(InMemorySearch(space=space), ScriptedModels())
    assert query.model_id == model_id
    assert meter.degraded == []
    assert meter.usage.input_tokens == 10


@pytest.mark.parametrize(("space", "step"), [(None, "embeddings"), (EARLIER, "vector")])
async def test_a_model_that_cannot_be_called_is_named_by_what_does_not_work(
    space: EmbeddingSpace | None, step: str
) -> None:
    unreachable = ScriptedModels(embeddings=Unavailable(service="Bedrock embeddings"))
    query, meter = await run_ask(InMemorySearch(space=space), unreachable)
    assert query is None
    assert meter.degraded == [step]


async def test_without_the_earlier_model_words_are_still_searched() -> None:
    umbrella = event(1, "WALKING", 1, 2, description="A person with a red umbrella walks.")
    hits = await search_events(
        "a red umbrella",
        None,
        5,
        WHO,
        make_services(
            InMemorySearch([umbrella], space=EARLIER),
            ScriptedModels(embeddings=Unavailable(service="Bedrock embeddings")),
        ),
    )
    assert [hit.event_id for hit in hits.hits] == [umbrella.event_id]
    assert hits.degraded == ("vector",)
