"""Who may do what: every role tries every operation, and everybody tries others' ids everywhere.

The operations are made from the schema: a root field that comes later is tried without a line here.
"""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import strawberry

from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import Role
from models.footage.uploads import UploadTerms
from resolvers.core.ids import Kind, decode, encode
from schema import access_page
from schema.graphql.permissions import enforce_access_rules, list_root_rules
from schema.graphql.selection import computed_field, query_field
from tests.schema.operations import SCHEMA, build_operation, root_fields, takes_ids, takes_token
from tests.support.rows import add_question, add_video, event_row
from tests.support.serving import ApiTestClient
from tests.support.statements import record_statements

FIELDS = sorted(root_fields())
RULES = list_root_rules(SCHEMA)
STREAM = {"accept": "text/event-stream"}
# It follows what happens from now on: whoever may gets no answer until something does. That it tells nothing of others'
# videos, however its filter names them, is specified in test_following.py.
ENDLESS = {"Subscription.eventDetected", "Subscription.videoChanged"}


async def send_operation(api: ApiTestClient, text: str) -> tuple[int, Any]:
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


@strawberry.type
class Open:
    """A root of which one field says who may read it, and the other does not."""

    @query_field(role=Role.VIEWER, description="Declared.")
    def declared(self) -> int:
        return 1

    @computed_field(description="Not declared.")
    def forgotten(self) -> int:
        return 2


def test_a_schema_with_a_root_field_that_declares_no_role_is_not_built() -> None:
    with pytest.raises(TypeError, match=r"Open\.forgotten declares no role"):
        enforce_access_rules(strawberry.Schema(Open)._schema)


def test_the_page_of_the_docs_is_the_table() -> None:
    assert access_page.PAGE.read_text(encoding="utf-8") == access_page.render_page(), (
        "run: python -m schema.access_page"
    )


@pytest.mark.parametrize("field", FIELDS)
async def test_each_role_may_what_the_table_says_and_nothing_else(
    api: ApiTestClient, tokens: Callable[[Principal], str], field: str
) -> None:
    """What is wrong with its arguments is told to those only who may call it."""
    text = build_operation(field)
    assert codes((await send_operation(api.with_token(None), text))[1]) == {"UNAUTHENTICATED"}
    organization = f"org-{uuid.uuid4().hex}"
    for roles in ((), *((role,) for role in Role)):
        may = any(RULES[field].allows(role) for role in roles)
        if may and field in ENDLESS:
            continue
        caller = api.with_token(tokens(Principal("somebody", organization, frozenset(roles))))
        found = codes((await send_operation(caller, text))[1])
        assert (found == {"FORBIDDEN"}) is not may, (roles, found)
        assert "UNAUTHENTICATED" not in found


class TestIds:
    @pytest.fixture
    async def foreign(self, postgres: Postgres) -> dict[Kind, str]:
        """A thing of each kind that is another organization's."""
        other = Principal("other", f"org-{uuid.uuid4().hex}", frozenset(Role))
        video = await add_video(postgres, other, status="READY", duration_seconds=60.0)
        await Events(postgres).store(other, video, [event_row(1.0)])
        keys: dict[Kind, UUID] = {Kind.VIDEO: video, Kind.PROMPT_HISTORY: await add_question(postgres, other)}
        async with postgres.transaction(other) as connection:
            for kind, table in ((Kind.EVENT, "event"), (Kind.PROMPT_SESSION, "prompt_session")):
                keys[kind] = (await connection.exec_driver_sql(f"SELECT id FROM {table}")).scalar_one()
        return {kind: encode(kind, key) for kind, key in keys.items()}

    @pytest.mark.parametrize("field", [field for field in FIELDS if takes_ids(field) and field not in ENDLESS])
    async def test_another_organization_s_id_answers_exactly_as_a_missing_one(
        self, api: ApiTestClient, foreign: dict[Kind, str], field: str
    ) -> None:
        """In status and shape, and after just as much work: by the same statements to the database."""
        for kind, id_ in foreign.items():
            told, asked = [], []
            for one in (id_, encode(kind, uuid.uuid4())):
                with record_statements(requests_only=True) as statements:
                    told.append(await self.fetch_message(api, build_operation(field, one), one))
                # Some run at the same time. Which embeddings there are is read now and then, for everybody.
                asked.append(sorted(one for one in statements if "RECURSIVE space" not in one))
            assert told[0] == told[1]
            assert "INTERNAL" not in told[0]
            assert asked[0] == asked[1]

    @pytest.mark.parametrize("field", [field for field in FIELDS if takes_token(field)])
    async def test_another_organization_s_upload_token_answers_exactly_as_one_for_a_missing_video(
        self, api: ApiTestClient, principal: Principal, served_data: Datasources, foreign: dict[Kind, str], field: str
    ) -> None:
        there, purpose = decode(Kind.VIDEO, foreign[Kind.VIDEO]), "thumbnail" if "Thumbnail" in field else "video"
        assert there is not None
        told, mine, missing = [], principal.organization, uuid.uuid4()
        for organization, video in (("theirs", there), ("theirs", missing), (mine, missing)):
            promise = UploadTerms(
                organization=organization,
                video_id=video,
                key=f"{organization}/{video}/original.mp4",
                size_bytes=1000,
                content_type="image/jpeg" if purpose == "thumbnail" else "video/mp4",
                checksum_sha256=None,
                expires_at=datetime.now(UTC) + timedelta(hours=1),
                upload_id="an upload",
                part_size_bytes=500,
            )
            token = served_data.upload_tokens.issue(promise, purpose)  # type: ignore[arg-type]
            told.append(await self.fetch_message(api, build_operation(field, token=token), token))
        assert told[0] == told[1] == told[2]
        assert "NOT_FOUND" in told[0] or "null" in told[0]

    async def fetch_message(self, api: ApiTestClient, text: str, own: str) -> str:
        """Status and body, without what differs between any two requests."""
        status, body = await send_operation(api, text)
        for error in body.get("errors", ()):
            error["extensions"].pop("requestId")
        return json.dumps([status, body]).replace(own, "<own>")

    async def test_the_foreign_things_are_there_for_their_own(
        self, api: ApiTestClient, tokens: Callable[[Principal], str], postgres: Postgres, principal: Principal
    ) -> None:
        """Otherwise the test above would compare missing things with missing things."""
        video = await add_video(postgres, principal)
        _, found = await send_operation(api, build_operation("Query.video", encode(Kind.VIDEO, video)))
        assert found["data"]["video"] == {"__typename": "Video"}
        assert decode(Kind.VIDEO, encode(Kind.VIDEO, video)) == video
