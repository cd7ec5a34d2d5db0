"""A text that was sent before is not parsed again, and answered no differently."""

import pytest

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from resolvers.core.ids import Kind, encode
from schema.build import create_schema
from schema.guard import document_cache
from schema.guard.limits import OperationLimits
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient

NAME = "query ($id: ID!) { video(id: $id) { name } }"


async def test_one_text_with_other_variables_reads_other_things(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    for name in ("one", "two"):
        id_ = encode(Kind.VIDEO, await add_video(postgres, principal, name=name))
        assert (await api.data(NAME, id=id_)) == {"video": {"name": name}}


async def test_a_wrong_text_is_refused_each_time_under_the_request_s_own_id(api: ApiTestClient) -> None:
    for text, code in (("{ nothingOfTheKind }", "INVALID_REQUEST"), ("{ broken", "SYNTAX_ERROR")):
        first, second = [(await api.post(text))["errors"] for _ in range(2)]
        assert first[0]["message"] == second[0]["message"]
        assert first[0]["extensions"]["code"] == second[0]["extensions"]["code"] == code
        assert first[0]["extensions"]["requestId"] != second[0]["extensions"]["requestId"]


def test_documents_of_strangers_push_out_none_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_cache, "_STRANGERS_TOKENS", 100)
    schema = create_schema()._schema
    cache = document_cache.DocumentCache(schema, OperationLimits(), introspection=False, suggestions=False)
    ours = cache.load("{ viewer { id } }")
    first = cache.load("{ a: __typename }", stranger=True)
    for number in range(200):
        cache.load(f"{{ b{number}: __typename }}", stranger=True)
    assert cache.load("{ viewer { id } }") is ours
    # A stranger profits from what others sent, and others not from a stranger's.
    assert cache.load("{ viewer { id } }", stranger=True) is ours
    assert cache.load("{ a: __typename }", stranger=True) is not first
    assert len(cache._of_strangers) < 50
