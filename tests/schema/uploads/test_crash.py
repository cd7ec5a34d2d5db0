"""A confirmation that dies half-way loses nothing, and the next one ends what it began."""

import asyncio

import httpx
import pytest
from sqlalchemy import text

from datasources.bootstrap import Datasources
from models.access.principal import Principal
from resolvers.core.ids import Kind, decode
from tests.schema.uploads.conftest import Start
from tests.schema.uploads.sending import (
    CONFIRM,
    confirm_upload,
    list_objects,
    make_padded_video,
    request_upload,
    send_parts,
    wait_until,
)
from tests.support.serving import ApiTestClient

pytestmark = pytest.mark.slow
_WAITS = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


async def has_waiting_lock(data: Datasources) -> bool:
    async with data.postgres.system_transaction() as connection:
        return bool((await connection.execute(_WAITS)).scalar_one())


async def test_killed_between_putting_the_parts_together_and_the_commit(
    api: ApiTestClient, data: Datasources, principal: Principal, start_api: Start
) -> None:
    content = make_padded_video(300_000)
    ticket = await request_upload(api, content)
    sent = await send_parts(ticket, content)
    key = decode(Kind.VIDEO, ticket["video"]["id"])
    assert key is not None
    # Whoever holds the video's row keeps the confirmation from its commit.
    async with data.postgres.transaction(principal) as connection:
        await data.uploads.lock_video(connection, key)
        process, address = await start_api()
        async with httpx.AsyncClient(base_url=address, timeout=60) as http:
            dying = asyncio.create_task(
                ApiTestClient(http, api.token).post(CONFIRM, token=ticket["uploadToken"], parts=sent)
            )
            await wait_until(lambda: has_waiting_lock(data))
            assert await data.objects.head("storage", f"{principal.organization}/{key}/original.mp4") is not None
            process.kill()
            await process.wait()
            with pytest.raises(httpx.TransportError):
                await dying
    assert await list_objects(data, principal) == [f"storage: {principal.organization}/{key}/original.mp4"]
    answer = await confirm_upload(api, ticket, sent)
    assert (answer["userErrors"], answer["video"]["status"]) == ([], "QUEUED")
