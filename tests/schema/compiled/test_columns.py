"""A list reads the columns that its selection needs, and nothing for cursors that nobody selects."""

from collections.abc import Callable
from typing import Any

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import Language
from resolvers.core.context import Context
from schema.build import Schema
from schema.transport.content.json_text import decode_json_object
from tests.schema.compiled.test_plans import ask_twice, make_context, schema
from tests.support.rows import add_video, event_row
from tests.support.statements import record_statements

__all__ = ["make_context", "schema"]
Make = Callable[..., Context]
LIST = "{ events(first: 2) { %s edges { %s node { %s } } } }"
PERSON = {"track_id": "t-1", "gender": "FEMALE", "emotion": "calm"}


@pytest.fixture
async def three_events(postgres: Postgres, principal: Principal) -> None:
    video = await add_video(postgres, principal, status="READY", duration_seconds=60.0)
    told = {**PERSON, "description": "A person walks", "description_ko": "걷는 사람"}
    rows = [{**event_row(float(second)), **told} for second in (1, 2, 3)]
    await Events(postgres).store(principal, video, rows)


async def read(schema: Schema, make: Make, text: str) -> tuple[Any, str]:
    """The answer, which plan and executor give alike, and the statement."""
    with record_statements() as statements:
        answer = await ask_twice(schema, make, text)
    executor, plan = [each for each in statements if "count" not in each]
    assert executor == plan
    return decode_json_object(answer), plan


@pytest.mark.usefixtures("three_events")
async def test_of_an_object_of_columns_only_the_selected_ones_are_read(schema: Schema, make_context: Make) -> None:
    text = LIST % ("", "", "person { trackId ...More } ") + " fragment More on Person { gender }"
    answer, statement = await read(schema, make_context, text)
    assert answer["events"]["edges"][0]["node"] == {"person": {"trackId": "t-1", "gender": "FEMALE"}}
    assert "event.gender" in statement
    assert "emotion" not in statement
    assert "person_id" not in statement


@pytest.mark.usefixtures("three_events")
async def test_korean_is_read_for_those_who_ask_in_korean(schema: Schema, make_context: Make) -> None:
    text = LIST % ("", "", "description")
    english, statement = await read(schema, make_context, text)
    assert english["events"]["edges"][0]["node"] == {"description": "A person walks"}
    assert "description_ko" not in statement

    # The same plan serves both languages.
    korean, statement = await read(schema, lambda: make_context(language=Language.KO), text)
    assert korean["events"]["edges"][0]["node"] == {"description": "걷는 사람"}
    assert "description_ko" in statement


@pytest.mark.usefixtures("three_events")
@pytest.mark.parametrize(
    ("of_list", "of_edge"),
    [("pageInfo { hasNextPage }", ""), ("", "cursor"), ("... { info: pageInfo { endCursor } }", "")],
)
async def test_whoever_asks_for_cursors_or_more_pages_gets_them(
    schema: Schema, make_context: Make, of_list: str, of_edge: str
) -> None:
    _, statement = await read(schema, make_context, LIST % (of_list, of_edge, "id"))
    assert "cursor_value" in statement
    assert "LIMIT 3" in statement


@pytest.mark.usefixtures("three_events")
async def test_without_them_no_row_more_is_read_than_the_page_has(schema: Schema, make_context: Make) -> None:
    answer, statement = await read(schema, make_context, LIST % ("totalCount", "", "id"))
    assert (answer["events"]["totalCount"], len(answer["events"]["edges"])) == (3, 2)
    assert "cursor_value" not in statement
    assert "LIMIT 2" in statement
