"""A confirmation that dies half-way loses nothing, and the next one ends what it began."""

import asyncio

import httpx
import pytest
from sqlalchemy import text

from datasources.bootstrap import Datasources
from models.access.principal import Principal
from resolvers.core.ids import Kind, decode
from tests.schema.uploads.conftest import Start
from tests.schema.uploads.sending import CONFIRM, confirmed, held, padded, requested, send_parts, until
from tests.support.serving import Api

pytestmark = pytest.mark.slow
_WAITS = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


async def someone_waits(data: Datasources) -> bool:
    async with data.postgres.system() as connection:
        return bool((await connection.execute(_WAITS)).scalar_one())


async def test_killed_between_putting_the_parts_together_and_the_commit(
    api: Api, data: Datasources, principal: Principal, start_api: Start
) -> None:
    content = padded(300_000)
    ticket = await requested(api, content)
    sent = await send_parts(ticket, content)
    key = decode(Kind.VIDEO, ticket["video"]["id"])
    assert key is not None
    # Whoever holds the video's row keeps the confirmation from its commit.
    async with data.postgres.transaction(principal) as connection:
        await data.uploads.lock_video(connection, key)
        process, address = await start_api()
        async with httpx.AsyncClient(base_url=address, timeout=60) as http:
            dying = asyncio.create_task(Api(http, api.token).post(CONFIRM, token=ticket["uploadToken"], parts=sent))
            await until(lambda: someone_waits(data))
            assert await data.objects.head("storage", f"{principal.organization}/{key}/original.mp4") is not None
            process.kill()
            await process.wait()
            with pytest.raises(httpx.TransportError):
                await dying
    assert await held(data, principal) == [f"storage: {principal.organization}/{key}/original.mp4"]
    answer = await confirmed(api, ticket, sent)
    assert (answer["userErrors"], answer["video"]["status"]) == ([], "QUEUED")
