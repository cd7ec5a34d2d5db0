"""Who may do what: every role tries every operation, and everybody tries others' ids everywhere.

The operations are made from the schema: a root field that comes later is tried without a line here.
"""

import json
import uuid
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from datasources.postgres.engine import Postgres
from datasources.postgres.events import Events
from models.enums import Role
from models.principal import Principal
from resolvers.access import REQUIRED
from resolvers.ids import Kind, decode, encode
from schema import access_page
from tests.rows import add_question, add_video, event
from tests.schema.operations import operation, root_fields, takes_ids
from tests.serving import Api

FIELDS = sorted(root_fields())
STREAM = {"accept": "text/event-stream"}
RANK = list(Role)
# It follows what happens from now on: whoever may gets no answer until something does.
ENDLESS = {"Subscription.eventDetected"}


async def answer(api: Api, text: str) -> tuple[int, Any]:
    """Status and body of an operation; of a subscription, the first thing that its stream tells."""
    streamed = text.startswith("subscription")
    headers = {**api.headers, "content-type": "application/json", **(STREAM if streamed else {})}
    found = await api.http.post("/graphql", content=json.dumps({"query": text}), headers=headers)
    if not streamed:
        return found.status_code, found.json()
    data = next(line.removeprefix("data:") for line in found.text.splitlines() if line.startswith("data: "))
    return found.status_code, json.loads(data)


def codes(body: Any) -> set[str]:
    return {error["extensions"]["code"] for error in body.get("errors", ())}


def test_every_root_field_has_its_row_and_no_other() -> None:
    assert sorted(REQUIRED) == FIELDS


def test_the_page_of_the_docs_is_the_table() -> None:
    assert access_page.PAGE.read_text(encoding="utf-8") == access_page.text(), "run: python -m schema.access_page"


@pytest.mark.parametrize("field", FIELDS)
async def test_each_role_may_what_the_table_says_and_nothing_else(
    api: Api, tokens: Callable[[Principal], str], field: str
) -> None:
    """What is wrong with its arguments is told to those only who may call it."""
    text = operation(field)
    assert codes((await answer(api.bearing(None), text))[1]) == {"UNAUTHENTICATED"}
    organization = f"org-{uuid.uuid4().hex}"
    for roles in ((), *((role,) for role in Role)):
        may = any(RANK.index(role) >= RANK.index(REQUIRED[field]) for role in roles)
        if may and field in ENDLESS:
            continue
        caller = api.bearing(tokens(Principal("somebody", organization, frozenset(roles))))
        found = codes((await answer(caller, text))[1])
        assert (found == {"FORBIDDEN"}) is not may, (roles, found)
        assert "UNAUTHENTICATED" not in found


class TestIds:
    @pytest.fixture
    async def foreign(self, postgres: Postgres) -> dict[Kind, str]:
        """A thing of each kind that is another organization's."""
        other = Principal("other", f"org-{uuid.uuid4().hex}", frozenset(Role))
        video = await add_video(postgres, other, status="READY", duration_seconds=60.0)
        await Events(postgres).store(other, video, [event(1.0)])
        keys: dict[Kind, UUID] = {Kind.VIDEO: video, Kind.PROMPT_HISTORY: await add_question(postgres, other)}
        async with postgres.transaction(other) as connection:
            for kind, table in ((Kind.EVENT, "event"), (Kind.PROMPT_SESSION, "prompt_session")):
                keys[kind] = (await connection.exec_driver_sql(f"SELECT id FROM {table}")).scalar_one()
        return {kind: encode(kind, key) for kind, key in keys.items()}

    @pytest.mark.parametrize("field", [field for field in FIELDS if takes_ids(field) and field not in ENDLESS])
    async def test_another_organization_s_id_answers_exactly_as_a_missing_one(
        self, api: Api, foreign: dict[Kind, str], field: str
    ) -> None:
        for kind, id_ in foreign.items():
            told = [await self.told(api, field, one) for one in (id_, encode(kind, uuid.uuid4()))]
            assert told[0] == told[1]
            assert "INTERNAL" not in told[0]

    async def told(self, api: Api, field: str, id_: str) -> str:
        """Status and body, without what differs between any two requests."""
        status, body = await answer(api, operation(field, id_))
        for error in body.get("errors", ()):
            error["extensions"].pop("requestId")
        return json.dumps([status, body]).replace(id_, "<id>")

    async def test_the_foreign_things_are_there_for_their_own(
        self, api: Api, tokens: Callable[[Principal], str], postgres: Postgres, principal: Principal
    ) -> None:
        """Otherwise the test above would compare missing things with missing things."""
        video = await add_video(postgres, principal)
        _, found = await answer(api, operation("Query.video", encode(Kind.VIDEO, video)))
        assert found["data"]["video"] == {"__typename": "Video"}
        assert decode(Kind.VIDEO, encode(Kind.VIDEO, video)) == video
