"""What an organization may have: uploads, bytes and analyses, however many ask at once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from config import Settings
from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import JobKind, Role
from resolvers.core.ids import Kind, decode, encode
from tests.schema.uploads.sending import (
    ABORT,
    confirm_upload,
    error_codes,
    make_padded_video,
    make_video,
    request_upload,
    send,
    upload_video,
)
from tests.schema.uploads.videos.test_thumbnails import confirm_picture, offer_picture, picture
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient, serve_api

START = "mutation ($id: ID!) { startAnalysis(videoId: $id) { video { status } userErrors { code message field } } }"
AT_ONCE = 24
Serve = Callable[..., Any]


@pytest.fixture
def who() -> Principal:
    """An organization of each test's own."""
    return Principal("tester", f"org-{uuid4().hex[:12]}", frozenset(Role))


@pytest.fixture
async def serve(
    settings: Settings, who: Principal, tokens: Callable[[Principal], str]
) -> AsyncIterator[Callable[..., Any]]:
    """`await serve(organization_open_uploads=3)`: a client of an API with these quotas."""
    async with AsyncExitStack() as stack:

        async def start(**quotas: int) -> ApiTestClient:
            address = await stack.enter_async_context(serve_api(settings.model_copy(update=quotas)))
            http = await stack.enter_async_context(httpx.AsyncClient(base_url=address, timeout=60))
            return ApiTestClient(http, tokens(who))

        yield start


async def many(api: ApiTestClient, content: bytes, **changes: Any) -> list[dict[str, Any]]:
    """As many requests at once, of which some are refused; each answer."""
    return await asyncio.gather(*(request_upload(api, content, **changes) for _ in range(AT_ONCE)))


async def test_those_who_open_uploads_at_once_open_no_more_than_there_may_be(serve: Serve) -> None:
    api = await serve(organization_open_uploads=5)
    answers = await many(api, make_video())
    assert sorted(map(tuple, map(error_codes, answers))) == [()] * 5 + [("QUOTA_EXCEEDED",)] * (AT_ONCE - 5)
    [error] = (await request_upload(api.with_language("ko"), make_video()))["userErrors"]
    assert "진행 중인 업로드 수" in error["message"]
    assert "5" in error["message"]


async def test_fifty_gibibytes_a_hundred_and_fifty_times_are_not_let_in(serve: Serve) -> None:
    api = await serve(organization_open_upload_bytes=120 * 1024**3)
    answers = await many(api, make_video(), sizeBytes=50 * 1024**3)
    assert sum(error_codes(answer) == [] for answer in answers) == 2
    [error] = next(answer for answer in answers if error_codes(answer))["userErrors"]
    assert error["code"] == "QUOTA_EXCEEDED"
    assert error["field"] == ["input", "sizeBytes"]
    assert str(120 * 1024**3) in error["message"]
    assert str(150 * 1024**3) in error["message"]


async def test_what_is_aborted_or_confirmed_or_past_its_end_is_given_back(
    serve: Serve, data: Datasources, who: Principal
) -> None:
    api = await serve(organization_open_uploads=1)
    first = await request_upload(api, make_video())
    assert error_codes(await request_upload(api, make_video())) == ["QUOTA_EXCEEDED"]
    await api.data(ABORT, token=first["uploadToken"])
    await upload_video(api, make_video())
    third = await request_upload(api, make_padded_video(20_000))
    assert error_codes(third) == []
    assert error_codes(await request_upload(api, make_video())) == ["QUOTA_EXCEEDED"]
    # Past its end it counts no more, though no sweeper has come.
    async with data.postgres.transaction(who) as connection:
        await connection.execute(text("UPDATE upload SET expires_at = now() - interval '1 second'"))
    assert error_codes(await request_upload(api, make_video())) == []


async def test_stored_bytes_are_bounded_with_those_that_are_announced_and_freed_by_deleting(serve: Serve) -> None:
    content = make_padded_video(40_000)
    api = await serve(organization_stored_bytes=100_000)
    video = await upload_video(api, content)
    answers = await many(api, content, sizeBytes=40_000)
    assert sum(error_codes(answer) == [] for answer in answers) == 1
    await api.data("mutation ($id: ID!) { deleteVideo(id: $id) { userErrors { code } } }", id=video["id"])
    assert error_codes(await request_upload(api, content)) == []


async def test_those_who_confirm_at_once_store_no_more_than_there_may_be_and_may_confirm_later(
    serve: Serve, who: Principal
) -> None:
    open_api = await serve()
    contents = [make_padded_video(30_000, str(number).encode()) for number in range(4)]
    tickets = [await request_upload(open_api, content) for content in contents]
    for ticket, content in zip(tickets, contents, strict=True):
        assert (await send(ticket, content)).status_code == 200
    # The quota was made smaller meanwhile.
    api = await serve(organization_stored_bytes=70_000)
    answers = await asyncio.gather(*(confirm_upload(api, ticket) for ticket in tickets))
    refused = [
        ticket for ticket, answer in zip(tickets, answers, strict=True) if error_codes(answer) == ["QUOTA_EXCEEDED"]
    ]
    assert len(refused) == 2
    # Nothing of them is lost.
    assert error_codes(await confirm_upload(open_api, refused[0])) == []


async def analyses(data: Datasources, who: Principal) -> int:
    async with data.postgres.transaction(who) as connection:
        found = await connection.execute(text("SELECT count(*) FROM job WHERE kind = 'ANALYZE'"))
        return int(found.scalar_one())


async def test_analyses_of_a_day_are_counted_where_they_are_queued(
    serve: Serve, data: Datasources, postgres: Postgres, who: Principal
) -> None:
    api = await serve(organization_analyses_per_day=3)
    videos = [encode(Kind.VIDEO, await add_video(postgres, who, status="READY")) for _ in range(AT_ONCE)]
    answers = await asyncio.gather(*(api.data(START, id=video) for video in videos))
    told = [answer["startAnalysis"]["userErrors"] for answer in answers]
    assert sum(not errors for errors in told) == 3
    assert {error["code"] for errors in told for error in errors} == {"QUOTA_EXCEEDED"}
    assert await analyses(data, who) == 3
    # One that is under way is answered as it is, and costs nothing.
    under_way = next(video for video, errors in zip(videos, told, strict=True) if not errors)
    assert (await api.data(START, id=under_way))["startAnalysis"]["userErrors"] == []
    ticket = await request_upload(api, make_video())
    await send(ticket, make_video())
    assert error_codes(await confirm_upload(api, ticket)) == ["QUOTA_EXCEEDED"]
    assert await analyses(data, who) == 3
    # The next day it is confirmed, and nothing has to be sent again.
    async with postgres.transaction(who) as connection:
        await connection.execute(text("UPDATE analysis_spending SET day = day - 1"))
    assert error_codes(await confirm_upload(api, ticket)) == []
    key = decode(Kind.VIDEO, ticket["video"]["id"])
    assert isinstance(key, UUID)
    [job] = await data.jobs.list_latest_by_video(who, JobKind.ANALYZE, [key])
    assert job is not None


async def test_another_organization_has_its_own(
    serve: Serve, who: Principal, tokens: Callable[[Principal], str]
) -> None:
    api = await serve(organization_open_uploads=1)
    other = api.with_token(tokens(Principal("other", f"{who.organization}-2", frozenset(Role))))
    assert error_codes(await request_upload(api, make_video())) == []
    assert error_codes(await request_upload(other, make_video())) == []


async def test_pictures_that_are_announced_and_not_confirmed_are_bounded(
    serve: Serve, data: Datasources, who: Principal
) -> None:
    api = await serve(organization_open_uploads=5)
    video = (await upload_video(api, make_video()))["id"]
    content = picture()
    answers = await asyncio.gather(*(offer_picture(api, video, content) for _ in range(AT_ONCE)))
    assert sorted(map(tuple, map(error_codes, answers))) == [()] * 5 + [("QUOTA_EXCEEDED",)] * (AT_ONCE - 5)
    # They are counted apart: whoever announces pictures can send footage still.
    assert error_codes(await request_upload(api, make_video(), allowDuplicate=True)) == []
    ticket = next(answer for answer in answers if not error_codes(answer))
    await send(ticket, content)
    for _ in range(2):
        assert error_codes(await confirm_picture(api, ticket)) == []
    assert error_codes(await offer_picture(api, video, content)) == []
    assert error_codes(await offer_picture(api, video, content)) == ["QUOTA_EXCEEDED"]
    # What is sent to the address of a confirmed one is removed, too.
    async with data.postgres.transaction(who) as connection:
        query = text("SELECT count(*) FROM job WHERE status = 'QUEUED' AND payload ->> 'bucket' = 'thumbnails'")
        assert (await connection.execute(query)).scalar_one() == 6
