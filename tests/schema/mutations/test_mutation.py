"""How mutations are declared."""

from dataclasses import dataclass
from typing import Any, cast

import pytest
import strawberry
from graphql import GraphQLObjectType, get_named_type

from models.enums import Language, Role
from models.errors import Forbidden, InvalidInput, SeveralMistakes
from resolvers.core.access import AccessRule
from schema.build import create_schema
from schema.graphql.permissions import enforce_access_rules
from schema.graphql.selection import Info, query_field
from schema.mutations.mutation import MutationPayload, mutation


@strawberry.type
class NamePayload(MutationPayload):
    name: str | None = None


@strawberry.type
class Query:
    @query_field(role=Role.VIEWER, description="Nothing.")
    def nothing(self) -> int:
        return 0


@strawberry.type
class Mutation:
    @mutation(role=Role.OPERATOR, description="Answers a short name.")
    async def name(self, info: Info, name: str) -> NamePayload:
        if len(name) > 3:
            too_long = InvalidInput("TEXT_TOO_LONG", field=("name",), longest=3)
            raise SeveralMistakes([too_long, InvalidInput("CONTROL_CHARACTERS", field=("name",))])
        return NamePayload(name=name)


@dataclass
class FakeContext:
    """Whether the caller has the role, and the language of sentences."""

    allowed: bool = True
    language: Language = Language.EN

    def require_access(self, rule: AccessRule) -> None:
        assert rule == AccessRule(Role.OPERATOR)
        if not self.allowed:
            raise Forbidden(role=rule.role.value)


async def call(name: str, context: FakeContext) -> tuple[Any, list[Any]]:
    schema = strawberry.Schema(Query, Mutation)
    enforce_access_rules(schema._schema)
    text = "mutation ($name: String!) { name(name: $name) { name userErrors { code field message } } }"
    result = await schema.execute(text, variable_values={"name": name}, context_value=cast(Any, context))
    return result.data, [error.original_error for error in result.errors or ()]


async def test_a_valid_call_has_no_user_errors() -> None:
    assert await call("abc", FakeContext()) == ({"name": {"name": "abc", "userErrors": []}}, [])


async def test_each_mistake_is_an_entry_in_the_caller_s_language() -> None:
    for language, word in ((Language.EN, "3"), (Language.KO, "자")):
        data, errors = await call("abcd", FakeContext(language=language))
        entries = data["name"]["userErrors"]
        assert (data["name"]["name"], errors) == (None, [])
        assert [(entry["code"], entry["field"]) for entry in entries] == [
            ("TEXT_TOO_LONG", ["name"]),
            ("CONTROL_CHARACTERS", ["name"]),
        ]
        assert word in entries[0]["message"]


async def test_without_the_role_the_resolver_does_not_run() -> None:
    data, errors = await call("abcd", FakeContext(allowed=False))
    assert data is None
    assert [type(error) for error in errors] == [Forbidden]


def test_a_resolver_without_a_payload_is_refused() -> None:
    async def rename(self: Any, info: Info) -> str:
        return ""

    with pytest.raises(TypeError, match="rename must return a MutationPayload"):
        mutation(role=Role.ADMIN, description="…")(cast(Any, rename))


def test_every_mutation_of_the_schema_answers_user_errors() -> None:
    type_ = create_schema()._schema.mutation_type
    assert type_ is not None
    payloads = [get_named_type(field.type) for field in type_.fields.values()]
    assert len(payloads) > 15
    assert all(isinstance(payload, GraphQLObjectType) and "userErrors" in payload.fields for payload in payloads)
