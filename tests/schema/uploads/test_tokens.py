"""What an upload's token and its addresses are good for, for how long, and for whom."""

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt
import pytest

from config import Settings
from datasources.identity.upload_tokens import UploadTokens
from models.access.principal import Principal
from models.enums import Role
from models.footage.uploads import UploadTerms
from tests.schema.uploads.sending import (
    ABORT,
    CONFIRM,
    PARTS,
    STATUS,
    confirm_upload,
    error_codes,
    fetch_status,
    make_padded_video,
    make_video,
    request_upload,
    send,
)
from tests.support.serving import ApiTestClient

STRANGER = Principal("stranger", "another organization", frozenset(Role))


async def test_addresses_hold_a_quarter_of_an_hour_and_the_token_a_week(api: ApiTestClient) -> None:
    for content in (make_video(), make_padded_video(300_000)):
        ticket = await request_upload(api, content)
        address = ticket["url"] or ticket["parts"][0]["url"]
        assert parse_qs(urlsplit(address).query)["X-Amz-Expires"] == ["900"]
        claims = jwt.decode(ticket["uploadToken"], options={"verify_signature": False})
        assert claims["exp"] - datetime.now(UTC).timestamp() == pytest.approx(7 * 86_400, abs=120)
        ends = datetime.fromisoformat((await fetch_status(api, ticket))["expiresAt"])
        assert ends.timestamp() == pytest.approx(claims["exp"], abs=1)
        ends = datetime.fromisoformat(ticket["expiresAt"])
        assert ends.timestamp() - datetime.now(UTC).timestamp() == pytest.approx(900, abs=120)


async def test_a_token_that_does_not_hold_does_nothing(
    api: ApiTestClient, settings: Settings, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    ticket = await request_upload(api, make_video())
    head, payload, _ = ticket["uploadToken"].split(".")
    forged = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    promise = UploadTerms(principal.organization, uuid4(), "key", 1, "video/mp4", None, datetime.now(UTC))
    expired = UploadTokens(settings.secret_key).issue(promise)
    later = replace(promise, expires_at=datetime.now(UTC) + timedelta(hours=1))
    picture = UploadTokens(settings.secret_key).issue(later, "thumbnail")
    for token in ("", "x", f"{head}.{payload}.", f"{forged}.{payload}.", picture, tokens(STRANGER), expired, "\ud800"):
        code = "UPLOAD_TOKEN_EXPIRED" if token is expired else "BAD_UPLOAD_TOKEN"
        assert error_codes((await api.data(CONFIRM, token=token))["confirmUpload"]) == [code], token
        assert error_codes((await api.data(ABORT, token=token))["abortUpload"]) == [code], token
        assert error_codes((await api.data(PARTS, token=token, numbers=[1]))["requestUploadParts"]) == [code], token
        assert await api.code(STATUS, token=token) == code


async def test_another_organization_s_token_answers_as_a_missing_video(
    api: ApiTestClient, settings: Settings, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    ticket = await request_upload(api, make_video())
    await send(ticket, make_video())
    soon = datetime.now(UTC) + timedelta(hours=1)
    nothing = UploadTerms(principal.organization, uuid4(), "key", 1, "video/mp4", None, soon, "upload", 65_536)
    missing = UploadTokens(settings.secret_key).issue(nothing)
    for caller, token in ((api.with_token(tokens(STRANGER)), ticket["uploadToken"]), (api, missing)):
        refused = (await caller.data(CONFIRM, token=token))["confirmUpload"]
        assert refused["video"] is refused["duplicateOf"] is None
        assert error_codes(refused) == ["NOT_FOUND"]
        assert error_codes((await caller.data(ABORT, token=token))["abortUpload"]) == ["NOT_FOUND"]
        assert error_codes((await caller.data(PARTS, token=token, numbers=[1]))["requestUploadParts"]) == ["NOT_FOUND"]
        assert await caller.code(STATUS, token=token) == "NOT_FOUND"
    assert (await confirm_upload(api, ticket))["userErrors"] == []


async def test_an_upload_token_is_no_access_token(api: ApiTestClient) -> None:
    ticket = await request_upload(api, make_video())
    assert await api.with_token(ticket["uploadToken"]).code("{ viewer { id } }") == "UNAUTHENTICATED"
