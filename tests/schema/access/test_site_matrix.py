"""Every operation, by every role, at the caller's own site and at a foreign one.

The operations are made from the schema: a root field or a kind of thing that comes later is tried here, or fails a test
here. What is at a foreign site answers as what does not exist, in status, shape and statements; and what names no id
answers as if nothing foreign were there.
"""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_non_null_type,
)

from config import Settings
from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.asking.vectors import EmbeddingSpace
from models.enums import Role
from models.footage.uploads import UploadTerms
from resolvers.core.ids import Kind, encode
from schema.graphql.permissions import list_root_rules
from tests.schema.access.test_access import ENDLESS, codes, send_operation
from tests.schema.operations import ROOTS, SCHEMA, build_operation, root_fields, takes_ids, takes_token
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient
from tests.support.sites import FOREIGN, OWN, SiteThings, add_things, at_sites
from tests.support.statements import record_statements


def takes_required(field: str) -> bool:
    root, _, name = field.partition(".")
    type_ = ROOTS[root]
    assert type_ is not None
    return any(is_non_null_type(argument.type) for argument in type_.fields[name].args.values())


FIELDS = sorted(root_fields())
RULES = list_root_rules(SCHEMA)
BY_ID = [field for field in FIELDS if takes_ids(field) and field not in ENDLESS]
BY_TOKEN = [field for field in FIELDS if takes_token(field)]
# Reads that need no argument, or one that is given here.
ARGUMENTS = {
    "Query.searchEvents": '(text: "theft", first: 50)',
    "Query.eventStatistics": "(groupBy: VIDEO)",
    # Their lists lie within a list: fewer of them, so that the operation is not too large.
    "Query.cameras": "(first: 3)",
    "Query.videos": "(first: 10)",
}
READS = [field for field in FIELDS if field.startswith("Query.") and (field in ARGUMENTS or not takes_required(field))]
# Others that take no id of a thing are specified elsewhere.
ELSEWHERE = {
    "Mutation.createCamera": "../cameras/test_sites.py",
    "Mutation.importVideo": "../uploads/test_import_video.py",
    "Mutation.requestUpload": "test_site_uploads.py",
    "Subscription.eventDetected": "test_site_streams.py",
    "Subscription.videoChanged": "test_site_streams.py",
}
ROLES = ((), *((role,) for role in Role))


def act_as(
    api: ApiTestClient, tokens: Callable[[Principal], str], principal: Principal, roles: tuple[Role, ...], *sites: str
) -> ApiTestClient:
    limited = at_sites(Principal("tester", principal.organization, frozenset(roles)), *sites)
    return api.with_token(tokens(limited))


@pytest.fixture
async def own(postgres: Postgres, principal: Principal) -> SiteThings:
    return await add_things(postgres, principal, OWN)


@pytest.fixture
async def foreign(postgres: Postgres, principal: Principal) -> SiteThings:
    return await add_things(postgres, principal, FOREIGN)


def test_every_operation_and_every_kind_of_thing_has_its_row(own: SiteThings) -> None:
    tried = {*BY_ID, *BY_TOKEN, *READS, *ELSEWHERE}
    assert set(FIELDS) - tried == set(), "try it in this file, or say in ELSEWHERE where"
    assert set(Kind) == own.keys.keys(), "add one to tests/support/sites.py"


async def fetch_message(api: ApiTestClient, text: str, own_id: str) -> str:
    """Status and body, without what differs between any two requests."""
    status, body = await send_operation(api, text)
    for error in body.get("errors", ()):
        error["extensions"].pop("requestId")
    return json.dumps([status, body]).replace(own_id, "<own>")


@pytest.mark.parametrize("field", BY_ID)
async def test_a_foreign_id_answers_every_role_exactly_as_a_missing_one(
    api: ApiTestClient,
    tokens: Callable[[Principal], str],
    principal: Principal,
    own: SiteThings,
    foreign: SiteThings,
    field: str,
) -> None:
    for roles in ROLES:
        caller = act_as(api, tokens, principal, roles, OWN)
        for kind in foreign.keys:
            told, asked = [], []
            for one in (foreign[kind], encode(kind, uuid.uuid4())):
                with record_statements(requests_only=True) as statements:
                    told.append(await fetch_message(caller, build_operation(field, one), one))
                asked.append(sorted(one for one in statements if "RECURSIVE space" not in one))
            assert told[0] == told[1], (roles, kind)
            assert asked[0] == asked[1], (roles, kind)
            assert "INTERNAL" not in told[0]
    if field.startswith("Subscription.") or field in READS or field in ELSEWHERE:
        # Streams of things that are there do not end by themselves: test_site_streams.py reads them. What filters leave
        # shows in a deeper selection, below.
        return
    # Otherwise the above would compare missing things with missing things.
    caller = act_as(api, tokens, principal, (Role.ADMIN,), OWN)
    for kind in own.keys:
        missing = encode(kind, uuid.uuid4())
        answers = [await fetch_message(caller, build_operation(field, one), one) for one in (own[kind], missing)]
        if answers[0] != answers[1]:
            return
    pytest.fail("no thing of the caller's own site answers otherwise than a missing one")


@pytest.mark.parametrize("field", BY_TOKEN)
async def test_the_token_of_a_foreign_upload_answers_every_role_exactly_as_one_for_a_missing_video(
    api: ApiTestClient,
    tokens: Callable[[Principal], str],
    principal: Principal,
    postgres: Postgres,
    served_data: Datasources,
    field: str,
) -> None:
    """Even one that was issued to the same organization, such as to a colleague."""
    there = await add_video(postgres, principal, site=FOREIGN, status="UPLOADING")
    purpose = "thumbnail" if "Thumbnail" in field else "video"
    for roles in ROLES:
        caller, told = act_as(api, tokens, principal, roles, OWN), []
        for video in (there, uuid.uuid4()):
            promise = UploadTerms(
                organization=principal.organization,
                video_id=video,
                key=f"{principal.organization}/{video}/original.mp4",
                size_bytes=1000,
                content_type="image/jpeg" if purpose == "thumbnail" else "video/mp4",
                checksum_sha256=None,
                expires_at=datetime.now(UTC) + timedelta(hours=1),
                upload_id="an upload",
                part_size_bytes=500,
            )
            token = served_data.upload_tokens.issue(promise, purpose)  # type: ignore[arg-type]
            told.append(await fetch_message(caller, build_operation(field, token=token), token))
        assert told[0] == told[1], roles
        assert "NOT_FOUND" in told[0] or "FORBIDDEN" in told[0] or "null" in told[0]


def select_deep(type_: GraphQLObjectType, depth: int, seen: frozenset[str] = frozenset()) -> str:
    """Every field without a required argument, and theirs, this deep; without what differs between two answers."""
    chosen = ["__typename"]
    for name, field in type_.fields.items():
        if any(is_non_null_type(argument.type) for argument in field.args.values()) or "url" in name.lower():
            continue
        inner = _select_field(field, depth, seen | {type_.name})
        if inner is not None:
            chosen.append(f"{name}{inner}")
    return "{ " + " ".join(chosen) + " }"


def _select_field(field: GraphQLField, depth: int, seen: frozenset[str]) -> str | None:
    type_ = get_named_type(field.type)
    if is_leaf_type(type_):
        return ""
    if depth == 0 or type_.name in seen:
        return None
    if is_abstract_type(type_):
        return " { __typename }"
    assert isinstance(type_, GraphQLObjectType)
    is_list = type_.name.endswith(("Connection", "Edge"))
    return " " + select_deep(type_, depth if is_list else depth - 1, seen)


def build_deep_read(field: str) -> str:
    name = field.partition(".")[2]
    type_ = ROOTS["Query"]
    assert type_ is not None
    found = type_.fields[name]
    inner = _select_field(found, 2, frozenset())
    return f"query {{ {name}{ARGUMENTS.get(field, '')} {inner} }}"


@pytest.mark.parametrize("field", READS)
async def test_what_is_read_without_an_id_is_the_same_whether_foreign_things_are_there_or_not(
    api: ApiTestClient,
    tokens: Callable[[Principal], str],
    principal: Principal,
    postgres: Postgres,
    settings: Settings,
    field: str,
) -> None:
    space = EmbeddingSpace(settings.aws_bedrock_embedding_model_id, settings.aws_bedrock_embedding_dimensions)
    await add_things(postgres, principal, OWN, space=space)
    text = build_deep_read(field)
    callers = [act_as(api, tokens, principal, roles, OWN) for roles in ROLES]
    before = [await fetch_message(caller, text, "-") for caller in callers]
    for word in ("theft", "secret"):
        await add_things(postgres, principal, FOREIGN, word, space)
        await add_things(postgres, principal, None, word, space)
    assert [await fetch_message(caller, text, "-") for caller in callers] == before
    for roles, message in zip(ROLES, before, strict=True):
        if not any(RULES[field].allows(role) for role in roles):
            assert codes(json.loads(message)[1]) == {"FORBIDDEN"}
        assert '"code": "INTERNAL"' not in message
    shown = act_as(api, tokens, principal, (Role.ADMIN,), OWN, FOREIGN)
    everything = await fetch_message(shown, text, "-")
    if field != "Query.serverInfo":
        assert everything != before[-1], "they are there for those who may see them"
