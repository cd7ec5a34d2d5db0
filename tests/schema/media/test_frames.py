"""`Video.frameUrl`: a picture of any moment, made once."""

import functools
import tempfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image as Pillow

from config import Settings
from datasources.bootstrap import Datasources
from models.access.principal import Principal
from resolvers.core.ids import Kind, encode
from tests.schema.media.test_playback import serving
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient
from tests.support.statements import record_statements
from tests.vision.media_files import steady_times, write_video

FRAME = """query ($id: ID!, $at: Float!) { video(id: $id) {
  frameUrl(atSeconds: $at) frameUrlExpiresAt(atSeconds: $at)
} }"""
SECONDS, RATE = 4, 25


def brighten(seconds: float) -> Any:
    """A picture whose brightness tells its second."""
    return np.full((64, 96, 3), round(20 + 50 * seconds), np.uint8)


@functools.cache
def footage() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return write_video(Path(folder) / "v.mp4", steady_times(SECONDS, RATE), brighten).read_bytes()


async def add_footage(data: Datasources, principal: Principal, content: bytes | None = None, **columns: Any) -> str:
    given = {"status": "READY", "duration_seconds": float(SECONDS), **columns}
    video = await add_video(data.postgres, principal, **given)
    key = f"{principal.organization}/{video}/original/1"
    stored = await data.objects.put("storage", key, content or footage(), "video/mp4")
    await data.videos.update(principal, video, object_key=key, etag=stored.etag)
    return encode(Kind.VIDEO, video)


async def read_brightness(url: str) -> float:
    async with httpx.AsyncClient() as http:
        answer = await http.get(url)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.headers["cache-control"] == "private, max-age=900, immutable"
    return float(np.asarray(Pillow.open(BytesIO(answer.content)).convert("L")).mean())


async def count_spent(data: Datasources, principal: Principal) -> int:
    async with data.postgres.transaction(principal) as connection:
        spent = await connection.exec_driver_sql("SELECT coalesce(sum(units), 0) FROM frame_spending")
    return int(spent.scalar_one())


async def test_the_picture_is_of_the_frame_that_is_on_screen_then(
    api: ApiTestClient, served_data: Datasources, principal: Principal
) -> None:
    id_ = await add_footage(served_data, principal)
    for second in (0.0, 1.0, 2.5, 3.97, float(SECONDS)):
        found = (await api.data(FRAME, id=id_, at=second))["video"]
        shown = min(second, SECONDS - 1 / RATE)
        assert await read_brightness(found["frameUrl"]) == pytest.approx(20 + 50 * shown, abs=4)
        left = datetime.fromisoformat(found["frameUrlExpiresAt"]) - datetime.now(UTC)
        assert timedelta(minutes=9) < left <= timedelta(minutes=15)


async def test_a_moment_is_made_once_and_made_again_where_its_picture_was_replaced(
    api: ApiTestClient, served_data: Datasources, principal: Principal
) -> None:
    id_ = await add_footage(served_data, principal)
    first = (await api.data(FRAME, id=id_, at=2))["video"]["frameUrl"]
    assert (await api.data(FRAME, id=id_, at=2))["video"]["frameUrl"].partition("?")[0] == first.partition("?")[0]
    assert await count_spent(served_data, principal) == 1
    [key] = [
        key
        for key in await served_data.objects.list_keys("thumbnails", f"{principal.organization}/")
        if "/frames/at-" in key
    ]
    await served_data.objects.put("thumbnails", key, b"another", "image/jpeg")
    again = (await api.data(FRAME, id=id_, at=2))["video"]["frameUrl"]
    assert await read_brightness(again) == pytest.approx(120, abs=4)
    assert await count_spent(served_data, principal) == 2


@pytest.mark.parametrize("second", [-0.1, SECONDS + 0.1, 1e9])
async def test_a_moment_outside_the_footage_is_refused_in_words(
    api: ApiTestClient, served_data: Datasources, principal: Principal, second: float
) -> None:
    id_ = await add_footage(served_data, principal)
    query = "query ($id: ID!, $at: Float!) { video(id: $id) { name frameUrl(atSeconds: $at) } }"
    answer = await api.with_language("ko").post(query, id=id_, at=second)
    assert answer["data"]["video"] == {"name": "Entrance", "frameUrl": None}
    [error] = answer["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("OUT_OF_RANGE", ["video", "frameUrl"])
    assert str(SECONDS) in error["message"]


async def test_what_cannot_be_shown_yet_is_null_and_what_cannot_be_shown_at_all_says_why(
    api: ApiTestClient, served_data: Datasources, principal: Principal
) -> None:
    for status, tier in (("UPLOADING", "HOT"), ("READY", "COLD")):
        id_ = await add_footage(served_data, principal, status=status, tier=tier)
        assert (await api.data(FRAME, id=id_, at=1))["video"] == {"frameUrl": None, "frameUrlExpiresAt": None}
    broken = await add_footage(served_data, principal, b"no video at all")
    answer = await api.post(FRAME, id=broken, at=1)
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"NOT_A_VIDEO"}


async def test_several_moments_of_an_operation_are_each_their_own(
    api: ApiTestClient, served_data: Datasources, principal: Principal
) -> None:
    id_ = await add_footage(served_data, principal)
    query = "query ($id: ID!) { video(id: $id) { a: frameUrl(atSeconds: 0.5) b: frameUrl(atSeconds: 3.5) } }"
    found = (await api.data(query, id=id_))["video"]
    assert await read_brightness(found["a"]) == pytest.approx(45, abs=4)
    assert await read_brightness(found["b"]) == pytest.approx(195, abs=4)


async def test_pictures_that_are_kept_are_found_by_one_statement(
    api: ApiTestClient, served_data: Datasources, principal: Principal
) -> None:
    for _ in range(3):
        await add_footage(served_data, principal)
    query = "{ videos { edges { node { frameUrl(atSeconds: 1) } } } }"
    await api.data(query)
    with record_statements(requests_only=True) as statements:
        found = await api.data(query)
    assert all(edge["node"]["frameUrl"] for edge in found["videos"]["edges"])
    assert len(statements) == 2  # the videos, their pictures


async def test_an_organization_has_as_many_made_in_a_day_as_it_may(
    settings: Settings, api: ApiTestClient, served_data: Datasources, principal: Principal
) -> None:
    id_ = await add_footage(served_data, principal)
    async with serving(settings, api, frames_per_day=1) as there:
        assert (await there.data(FRAME, id=id_, at=1))["video"]["frameUrl"]
        refused = await there.post(FRAME, id=id_, at=2)
        assert {error["extensions"]["code"] for error in refused["errors"]} == {"BUDGET_EXCEEDED"}
        # What was made before costs nothing.
        assert (await there.data(FRAME, id=id_, at=1))["video"]["frameUrl"]


async def test_the_pictures_go_with_the_video(
    api: ApiTestClient, served_data: Datasources, principal: Principal
) -> None:
    id_ = await add_footage(served_data, principal)
    await api.data(FRAME, id=id_, at=1)
    deletion = "mutation ($id: ID!) { deleteVideo(id: $id) { receipt { store deleted } } }"
    receipt = (await api.data(deletion, id=id_))["deleteVideo"]["receipt"]
    assert {one["store"]: one["deleted"] for one in receipt}["thumbnails"] == 1
