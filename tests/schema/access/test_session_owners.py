"""Whose session it is: every mutation that takes a session or a question of one, by everybody who could try."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLInputObjectType, get_named_type
from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, encode
from tests.schema.operations import SCHEMA
from tests.support.rows import add_question, add_video
from tests.support.serving import ApiTestClient

STRANGERS = "an organization that knows nothing of it"
ERRORS = "userErrors { code field }"
# Mutation → its text, and whether its question is still open. $id: of the session, or of the question.
MUTATIONS = {
    "prompt": (
        f'mutation ($id: ID!) {{ found: prompt(input: {{text: "Who?", sessionId: $id, wait: false}}) {{ {ERRORS} }} }}',
        Kind.PROMPT_SESSION,
    ),
    "vlmChat": (
        "mutation ($id: ID!, $video: ID!) { found: vlmChat("
        f'input: {{text: "Who?", sessionId: $id, videoId: $video, wait: false}}) {{ {ERRORS} }} }}',
        Kind.PROMPT_SESSION,
    ),
    "cancelPrompt": (
        f"mutation ($id: ID!) {{ found: cancelPrompt(promptHistoryId: $id) {{ {ERRORS} }} }}",
        Kind.PROMPT_HISTORY,
    ),
    "ratePrompt": (
        f"mutation ($id: ID!) {{ found: ratePrompt(promptHistoryId: $id, rating: UP) {{ {ERRORS} }} }}",
        Kind.PROMPT_HISTORY,
    ),
    "renamePromptSession": (
        f'mutation ($id: ID!) {{ found: renamePromptSession(id: $id, title: "Mine now") {{ {ERRORS} }} }}',
        Kind.PROMPT_SESSION,
    ),
    "closePromptSession": (
        f"mutation ($id: ID!) {{ found: closePromptSession(id: $id) {{ {ERRORS} }} }}",
        Kind.PROMPT_SESSION,
    ),
    "deletePromptSession": (
        f"mutation ($id: ID!) {{ found: deletePromptSession(id: $id) {{ {ERRORS} }} }}",
        Kind.PROMPT_SESSION,
    ),
}
# What is not of whoever asks, but of the organization: mutations whose ids name videos, cameras, events and links.
_OF_ALL = {"updateEvent", "deleteEvent", "reviewEvent", "restoreVideo", "revokeShare"}
OF_VIDEOS = {"id": {"updateVideo", "deleteVideo", "updateCamera", "deleteCamera", *_OF_ALL}}
# It changes no session, and OPERATOR, who may call it, exports every session of the organization.
OF_OPERATORS = {"exportEvidence"}
# Who tries, by role and by whether the session is theirs, and what they should be answered.
DONE, REFUSED, MISSING = "done", "FORBIDDEN", "NOT_FOUND"
CALLERS = {
    "its owner, a VIEWER": ("owner", Role.VIEWER, DONE),
    "another VIEWER": ("other", Role.VIEWER, REFUSED),
    "an OPERATOR": ("other", Role.OPERATOR, DONE),
    "an ADMIN": ("other", Role.ADMIN, DONE),
    "an ADMIN of another organization": ("owner", Role.ADMIN, MISSING),
}


@dataclass(frozen=True)
class StoredThings:
    video: str
    session: str
    history: str
    key: UUID


@pytest.fixture
async def there(postgres: Postgres, principal: Principal) -> StoredThings:
    """A session of "owner" about a video, with a question that was answered."""
    video = await add_video(
        postgres, principal, status="READY", duration_seconds=60.0, codec="h264", width=640, height=360
    )
    history = await add_question(postgres, principal, status="COMPLETED", response="Nobody.")
    async with postgres.transaction(principal) as connection:
        await connection.execute(text("UPDATE prompt_session SET user_id = 'owner', video_id = :id"), {"id": video})
        session = (await connection.execute(text("SELECT id FROM prompt_session"))).scalar_one()
    return StoredThings(
        encode(Kind.VIDEO, video), encode(Kind.PROMPT_SESSION, session), encode(Kind.PROMPT_HISTORY, history), history
    )


async def count_kept(postgres: Postgres, principal: Principal) -> list[Any]:
    """All that the organization has of sessions, questions and jobs, and what its log says."""
    found: list[Any] = []
    async with postgres.transaction(principal) as connection:
        for table in ("prompt_session", "prompt_history", "job", "audit_entry"):
            rows = await connection.execute(text(f"SELECT to_jsonb({table}) FROM {table} ORDER BY id"))
            found.append(rows.scalars().all())
    return found


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("mutation", MUTATIONS)
async def test_a_session_is_changed_by_whoever_began_it_and_by_operator(
    api: ApiTestClient,
    tokens: Callable[[Principal], str],
    postgres: Postgres,
    principal: Principal,
    there: StoredThings,
    mutation: str,
    caller: str,
) -> None:
    query, kind = MUTATIONS[mutation]
    user, role, expected = CALLERS[caller]
    if mutation == "cancelPrompt":
        async with postgres.transaction(principal) as connection:
            await connection.execute(text("UPDATE prompt_history SET status = 'CANCELLED'"))
    organization = STRANGERS if expected == MISSING else principal.organization
    acting = api.with_token(tokens(Principal(user, organization, frozenset({role}))))
    before = await count_kept(postgres, principal)
    variables = {"id": there.session if kind is Kind.PROMPT_SESSION else there.history}
    if "$video" in query:
        variables["video"] = there.video
    answer = await acting.post(query, **variables)
    if expected == REFUSED:
        assert answer["data"] is None
        [error] = answer["errors"]
        assert (error["extensions"]["code"], error["path"]) == (REFUSED, ["found"])
    else:
        codes = [error["code"] for error in answer["data"]["found"]["userErrors"]]
        # The video is another organization's, too: it is named beside the session.
        missing_ids = 2 if "$video" in query else 1
        assert codes == ([MISSING] * missing_ids if expected == MISSING else [])
    if expected != DONE:
        assert await count_kept(postgres, principal) == before


@pytest.mark.parametrize("user", ["other", "owner"])
async def test_the_log_names_who_asked_on_and_not_whose_session_it_is(
    api: ApiTestClient,
    tokens: Callable[[Principal], str],
    postgres: Postgres,
    principal: Principal,
    there: StoredThings,
    user: str,
) -> None:
    operator = api.with_token(tokens(Principal(user, principal.organization, frozenset({Role.OPERATOR}))))
    await operator.data(MUTATIONS["prompt"][0], id=there.session)
    found = await api.data('{ auditLog(filter: {actions: ["prompt"]}) { edges { node { userId details } } } }')
    [entry] = [edge["node"] for edge in found["auditLog"]["edges"]]
    assert (entry["userId"], entry["details"]["sessionId"]) == (user, there.session)


async def test_who_may_not_ask_on_is_told_nothing_of_the_session_s_state(
    api: ApiTestClient,
    tokens: Callable[[Principal], str],
    postgres: Postgres,
    principal: Principal,
    there: StoredThings,
) -> None:
    other = api.with_token(tokens(Principal("other", principal.organization, frozenset({Role.VIEWER}))))
    async with postgres.transaction(principal) as connection:
        await connection.execute(text("UPDATE prompt_session SET status = 'CLOSED'"))
    assert await other.code(MUTATIONS["prompt"][0], id=there.session) == REFUSED
    owner = api.with_token(tokens(Principal("owner", principal.organization, frozenset({Role.VIEWER}))))
    closed = (await owner.data(MUTATIONS["prompt"][0], id=there.session))["found"]["userErrors"]
    assert [error["code"] for error in closed] == ["SESSION_CLOSED"]


async def test_everybody_of_the_organization_reads_a_session(
    api: ApiTestClient, tokens: Callable[[Principal], str], principal: Principal, there: StoredThings
) -> None:
    other = api.with_token(tokens(Principal("other", principal.organization, frozenset({Role.VIEWER}))))
    found = await other.data("query ($id: ID!) { promptSession(id: $id) { historyCount } }", id=there.session)
    assert found == {"promptSession": {"historyCount": 1}}


def test_every_mutation_that_takes_a_session_or_a_question_is_tried() -> None:
    """One that comes later takes an id of one of these names, and stands in the table above."""
    mutation = SCHEMA.mutation_type
    assert mutation is not None
    taking = set()
    for name, field in mutation.fields.items():
        given = set(field.args)
        for argument in field.args.values():
            type_ = get_named_type(argument.type)
            given |= set(type_.fields) if isinstance(type_, GraphQLInputObjectType) else set()
        of_session = {"sessionId", "promptHistoryId", "promptSessionId", "historyId"} & given
        if of_session or ("id" in given and name not in OF_VIDEOS["id"]):
            taking.add(name)
    assert taking - OF_OPERATORS == set(MUTATIONS)
