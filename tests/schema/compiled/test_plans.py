"""A plan answers in the same bytes as the ordinary executor, or leaves the operation to it."""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from strawberry.types.graphql import OperationType

from app import build_limits
from bench.plans.comparison import Comparison
from bench.plans.generated import GeneratedQuery, QueryGenerator
from bench.plans.world import fill
from config import Settings
from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import Language, Role
from models.errors import Unavailable
from resolvers.core.context import Context
from resolvers.core.ids import Kind, encode
from schema.build import Schema, create_schema
from schema.compiled import plans
from schema.compiled.steps import PlanMiss, Step
from schema.guard.operation_guard import OperationGuardSettings
from schema.transport.content.json_text import encode_json
from tests.support.rows import add_video

VIDEO_NAME = "query ($id: ID!) { video(id: $id) { id name } }"
GENERATED, SEED = 150, 20


@pytest.fixture
def schema() -> Schema:
    return create_schema(OperationGuardSettings())


@pytest.fixture
def make_context(
    settings: Settings, served_data: Datasources, principal: Principal
) -> Iterator[Callable[..., Context]]:
    limits = build_limits(settings)

    def make(caller: Principal | None = principal, language: Language = Language.EN) -> Context:
        return Context(caller, language, "a-request", served_data, limits)

    yield make
    limits.close()


async def ask(schema: Schema, context: Context, text: str, **variables: Any) -> bytes:
    """The data as bytes. Errors fail the test."""
    result = await schema.answer(text, variables, context, None, {OperationType.QUERY})
    assert not result.errors, result.errors
    return encode_json(result.data)


async def ask_twice(schema: Schema, make_context: Callable[..., Context], text: str, **variables: Any) -> bytes:
    """The answer of the executor, which is that of the plan at the next use."""
    first = await ask(schema, make_context(), text, **variables)
    planned = schema.planner.use.planned
    assert await ask(schema, make_context(), text, **variables) == first
    assert schema.planner.use.planned == planned + 1
    return first


async def test_generated_operations_are_answered_alike(
    schema: Schema, make_context: Callable[..., Context], postgres: Postgres, principal: Principal
) -> None:
    """A few of those that `python -m bench.plans` compares ten thousand of."""
    ids, comparison = await fill(postgres, principal.organization), Comparison()
    generator = QueryGenerator(schema._schema, ids, (), SEED)
    at_site = Principal("lee", principal.organization, frozenset({Role.VIEWER}), sites=frozenset({"seoul"}))
    for number in range(GENERATED):
        caller, language = (at_site, Language.KO) if number % 3 == 2 else (principal, Language.EN)
        await comparison.compare(schema, generator.make(), partial(make_context, caller, language))
    assert comparison.differences == []
    assert comparison.needless == []
    # Of those that are admitted at all.
    assert comparison.planned > (GENERATED - comparison.refused) / 2, comparison.format_line()


@pytest.mark.parametrize(
    "text",
    [
        "{ viewer { id roles } serverInfo { version maxUploadBytes } __typename }",
        "{ a: videos(first: 2) { edges { cursor node { i: id } node { id name } } } b: videos { totalCount } }",
        "{ videos { __typename pageInfo { hasNextPage endCursor } edges { __typename node { __typename width } } } }",
        "{ videos(last: 1) { edges { node { ...F ... on Node { id } ... { zones { name } } } } } } "
        "fragment F on Video { createdAt gaps { reason } failure { code message } events(first: 1) { ...E } } "
        "fragment E on EventConnection { edges { node { person { gender trackId } boundingBox { x } description } } }",
        "{ videos { edges { node { name @skip(if: true) status @include(if: true) tier } } } }",
        "{ promptSessions { edges { node { title video { name } mainEvent { type } histories(first: 2) "
        "{ edges { node { status citations { number timecode event { id } } } } } } } } }",
        "{ eventStatistics(groupBy: TYPE) { key count } tierStatistics { tier videos sizeBytes } }",
    ],
)
async def test_plans_know_what_clients_send(
    schema: Schema, make_context: Callable[..., Context], postgres: Postgres, principal: Principal, text: str
) -> None:
    await fill(postgres, principal.organization)
    await ask_twice(schema, make_context, text)


async def test_skip_and_include_follow_their_variables(
    schema: Schema, make_context: Callable[..., Context], postgres: Postgres, principal: Principal
) -> None:
    await add_video(postgres, principal, name="Gate")
    text = (
        "query ($a: Boolean!, $b: Boolean = true) "
        "{ videos { edges { node { name @include(if: $a) status @skip(if: $b) } } } }"
    )
    assert b"Gate" in await ask_twice(schema, make_context, text, a=True)
    assert b"UPLOADING" in await ask(schema, make_context(), text, a=False, b=False)
    assert await ask(schema, make_context(), text, a=False, b=True) == b'{"videos":{"edges":[{"node":{}}]}}'


async def test_a_foreign_id_is_answered_as_a_missing_one(
    schema: Schema, make_context: Callable[..., Context], postgres: Postgres, principal: Principal
) -> None:
    video = encode(Kind.VIDEO, await add_video(postgres, principal, site="busan"))
    await ask_twice(schema, make_context, VIDEO_NAME, id=video)
    neighbour = Principal("other", "org-elsewhere", frozenset({Role.ADMIN}))
    at_site = Principal("lee", principal.organization, frozenset({Role.VIEWER}), sites=frozenset({"seoul"}))
    for caller in (neighbour, at_site):
        assert await ask(schema, make_context(caller), VIDEO_NAME, id=video) == b'{"video":null}'
    assert b"Entrance" in await ask(schema, make_context(), VIDEO_NAME, id=video)
    assert schema.planner.use.planned == 4


@pytest.mark.parametrize("roles", [frozenset(), frozenset({Role.INGEST})])
async def test_who_may_not_view_is_left_to_the_executor(
    schema: Schema, make_context: Callable[..., Context], roles: frozenset[Role]
) -> None:
    caller = Principal("camera", "shop", roles)
    for _ in range(3):
        await schema.answer("{ viewer { id } }", {}, make_context(caller), None, {OperationType.QUERY})
        await schema.answer("{ viewer { id } }", {}, make_context(None), None, {OperationType.QUERY})
    assert schema.planner.use.planned == 0


@pytest.mark.parametrize(
    "text",
    [
        "{ videos { edges { node { downloadUrl } } } }",
        '{ searchEvents(text: "run") { hits { rank } } }',
        "{ __schema { queryType { name } } }",
    ],
)
async def test_what_is_noted_costs_models_or_tells_of_the_schema_has_no_plan(
    schema: Schema, make_context: Callable[..., Context], text: str
) -> None:
    context = make_context()
    admitted = schema.operation_guard.admit(text, None, {}, context)
    for _ in range(3):
        assert await schema.planner.answer(admitted.document, admitted.operation, {}, context) is None
    assert (schema.planner.use.planned, schema.planner.use.failed) == (0, 0)


@pytest.mark.parametrize(
    ("error", "logged"),
    [(RuntimeError("broken"), logging.WARNING), (PlanMiss("null"), logging.DEBUG), (Unavailable(service="x"), None)],
)
async def test_the_executor_answers_once_for_a_plan_that_fails(
    schema: Schema,
    make_context: Callable[..., Context],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    logged: int | None,
) -> None:
    text = "{ viewer { id } }"
    expected = await ask_twice(schema, make_context, text)

    def fail(*_: Any) -> Any:
        raise error

    document = schema.operation_guard.admit(text, None, {}, make_context()).document
    [key] = document.plans.plans
    monkeypatch.setitem(document.plans.plans, key, Step(fail))
    with caplog.at_level(logging.DEBUG, "schema.compiled.plans"):
        assert await ask(schema, make_context(), text) == expected
    assert schema.planner.use.failed == 1
    records = [record for record in caplog.records if "plan failed" in record.message]
    assert [record.levelno for record in records] == ([] if logged is None else [logged])
    assert all(len(record.__dict__["document"]) == 64 for record in records)


async def test_mistakes_are_told_by_the_executor(schema: Schema, make_context: Callable[..., Context]) -> None:
    text = "query ($n: Int) { videos(first: $n) { totalCount } }"
    await ask_twice(schema, make_context, text, n=1)
    result = await schema.answer(text, {"n": 1000}, make_context(), None, {OperationType.QUERY})
    assert result.errors is not None
    assert [error.path for error in result.errors] == [["videos"]]


async def test_plans_can_be_turned_off(make_context: Callable[..., Context]) -> None:
    schema = create_schema(OperationGuardSettings(plans=False))
    for _ in range(3):
        await ask(schema, make_context(), "{ viewer { id } }")
    assert schema.planner.use.planned == 0


async def test_an_operation_is_charged_once_whoever_answers(make_context: Callable[..., Context]) -> None:
    schema = create_schema(OperationGuardSettings(points_per_minute=35))
    for _ in range(3):
        result = await schema.answer("{ viewer { id } }", {}, make_context(), None, {OperationType.QUERY})
        assert not result.errors
    refused = await schema.answer("{ viewer { id } }", {}, make_context(), None, {OperationType.QUERY})
    assert refused.errors


async def test_a_document_has_a_bounded_number_of_plans(schema: Schema, make_context: Callable[..., Context]) -> None:
    flags = [f"f{number}" for number in range(5)]
    declared = ", ".join(f"${flag}: Boolean!" for flag in flags)
    fields = " ".join(f"{flag}: id @skip(if: ${flag})" for flag in flags)
    text = f"query ({declared}) {{ viewer {{ organization {fields} }} }}"
    for number in range(32):
        values = {flag: bool(number >> place & 1) for place, flag in enumerate(flags)}
        await ask(schema, make_context(), text, **values)
    document = schema.operation_guard.admit(text, None, dict.fromkeys(flags, True), make_context()).document
    assert len(document.plans.plans) == plans._MAX_PLANS


def test_the_generator_makes_the_same_operations_again(schema: Schema) -> None:
    def make() -> list[GeneratedQuery]:
        generator = QueryGenerator(schema._schema, ["x"], (), 7)
        return [generator.make() for _ in range(20)]

    assert make() == make()
