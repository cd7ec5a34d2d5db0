"""Request errors about values say where the value is: in the text, in the answer, and in the input."""

from typing import Any

import pytest

from tests.support.serving import ApiTestClient

BAD = "yesterday"


async def fail(api: ApiTestClient, query: str, **variables: Any) -> dict[str, Any]:
    # Over HTTP with a media type for which errors of the request keep the status 200.
    answer = await api.post(query, **variables)
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "INVALID_REQUEST"
    return dict(error)


@pytest.mark.parametrize(
    ("query", "column", "path", "field"),
    [
        (
            f'{{ events(filter: {{occurredAt: {{from: "{BAD}"}}}}) {{ totalCount }} }}',
            38,
            ["events"],
            ["filter", "occurredAt", "from"],
        ),
        (
            f'{{ mine: timeline(cameraIds: [], from: "{BAD}", to: "2026-01-01T00:00:00Z", bucketSeconds: 1)'
            " { __typename } }",
            39,
            ["mine"],
            ["from"],
        ),
        ('{ events(first: "x") { totalCount } }', 17, ["events"], ["first"]),
        (
            "query { ...all } fragment all on Query { videos { edges { node { events("
            f'filter: {{occurredAt: {{to: "{BAD}"}}}}) {{ totalCount }} }} }} }} }}',
            99,
            ["videos", "edges", "node", "events"],
            ["filter", "occurredAt", "to"],
        ),
        (
            'mutation { requestUpload(input: {filename: "a", contentType: "b", sizeBytes: "x"}) { url } }',
            78,
            ["requestUpload"],
            ["input", "sizeBytes"],
        ),
    ],
)
async def test_a_literal(api: ApiTestClient, query: str, column: int, path: list[str], field: list[str]) -> None:
    error = await fail(api, query)
    assert error["locations"] == [{"line": 1, "column": column}]
    assert (error["path"], error["extensions"]["field"]) == (path, field)


@pytest.mark.parametrize(
    ("type_", "value", "argument", "field"),
    [
        ("EventFilter", {"occurredAt": {"from": BAD}}, "filter: $value", ["filter", "occurredAt", "from"]),
        ("DateTime", BAD, "filter: {occurredAt: {to: $value}}", ["filter", "occurredAt", "to"]),
        ("[EventType!]", ["THEFT", "PARTY"], "filter: {types: $value}", ["filter", "types", "1"]),
        ("Int", "x", "first: $value", ["first"]),
    ],
)
async def test_a_variable(api: ApiTestClient, type_: str, value: Any, argument: str, field: list[str]) -> None:
    """Twice, because the second time a plan answers."""
    query = f"query ($value: {type_}) {{ found: events({argument}) {{ totalCount }} }}"
    for _ in range(2):
        error = await fail(api, query, value=value)
        assert error["locations"] == [{"line": 1, "column": 8}]
        assert (error["path"], error["extensions"]["field"]) == (["found"], field)


async def test_errors_about_the_text_itself_have_no_path(api: ApiTestClient) -> None:
    error = await fail(api, "{ events { nothing } }")
    assert "path" not in error
    assert "field" not in error["extensions"]
