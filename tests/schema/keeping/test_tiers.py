"""archiveVideos and restoreVideo: what moves, what does not and why, and what it saves."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from domain.keeping.archive_job import build_archive_job
from models.access.principal import Principal
from models.enums import StorageTier
from models.errors import AccessDenied
from models.footage.originals import ObjectRef
from models.keeping.tiers import RestoreOrder
from models.tables import PromptHistory
from resolvers.core.ids import Kind, decode, encode
from tests.support.rows import add_question, add_video, hold_video
from tests.support.serving import ApiTestClient

GB = 1024**3
ARCHIVE = """mutation ($input: ArchiveVideosInput!) { archiveVideos(input: $input) {
  videos { id name status } skipped { video { id description } code reason } hasMore userErrors { code field }
  estimate { sizeBytes monthlySavingUsd moveCostUsd savingUsd paysFor }
} }"""
RESTORE = """mutation ($id: ID!, $days: Int) { restoreVideo(id: $id, days: $days) {
  video { tier restoration { requestedAt percent until } } userErrors { code field }
} }"""


async def archive(api: ApiTestClient, **order: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(ARCHIVE, input={"tier": "COLD", **order}))["archiveVideos"]
    return found


async def restore(api: ApiTestClient, id_: str, days: int | None = None) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(RESTORE, id=id_, days=days))["restoreVideo"]
    return found


def codes(answer: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["field"]) for error in answer["userErrors"]]


@pytest.fixture
async def video(postgres: Postgres, principal: Principal) -> UUID:
    return await add_video(postgres, principal, status="READY", size_bytes=10 * GB)


async def list_jobs(data: Datasources, principal: Principal) -> list[Any]:
    async with data.postgres.transaction(principal) as connection:
        return list(await connection.execute(text("SELECT video_id, payload FROM job WHERE kind = 'ARCHIVE'")))


async def test_a_dry_run_says_what_it_saves_and_changes_nothing(
    api: ApiTestClient, served_data: Datasources, principal: Principal, video: UUID
) -> None:
    told = await archive(api, videoIds=[encode(Kind.VIDEO, video)], dryRun=True)
    assert told["videos"] == [{"id": encode(Kind.VIDEO, video), "name": "Entrance", "status": "READY"}]
    estimate = told["estimate"]
    assert estimate["sizeBytes"] == 10 * GB
    assert estimate["monthlySavingUsd"] == pytest.approx(10 * (0.023 - 0.0036), rel=1e-3)
    # With 30 days of retention, GLACIER is paid for 90.
    assert estimate["moveCostUsd"] == pytest.approx(10 * 0.0036 / 30.4 * 60, rel=1e-2)
    assert await list_jobs(served_data, principal) == []
    await archive(api, videoIds=[encode(Kind.VIDEO, video)])
    [job] = await list_jobs(served_data, principal)
    assert (job.video_id, job.payload["tier"]) == (video, "COLD")


async def test_what_does_not_move_says_why(
    api: ApiTestClient, served_data: Datasources, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    states: dict[str, dict[str, Any]] = {
        "NOT_UPLOADED": {"status": "UPLOADING"},
        "TIER_OF_ANALYZED": {"status": "ANALYZING"},
        "TIER_SAME": {"tier": "COLD"},
        "TIER_RESTORING": {"tier": "RESTORING"},
        "TIER_RESTORED": {"restored_until": datetime.now(UTC) + timedelta(days=1)},
        "ORIGINAL_MISSING": {"original_fault": "MISSING"},
        "FOOTAGE_EXPIRED": {"original_fault": "EXPIRED"},
    }
    expected = {}
    for code, columns in states.items():
        made = await add_video(postgres, principal, **{"status": "READY", **columns})
        expected[encode(Kind.VIDEO, made)] = code
    held = await add_video(postgres, principal, status="READY")
    await hold_video(postgres, principal, held)
    busy = await add_video(postgres, principal, status="READY")
    async with postgres.transaction(principal) as connection:
        await served_data.jobs.enqueue(connection, principal, build_archive_job(busy, StorageTier.COLD))
    expected |= {encode(Kind.VIDEO, held): "LEGAL_HOLD", encode(Kind.VIDEO, busy): "TIER_BUSY"}
    told = await archive(api, videoIds=[*expected, encode(Kind.VIDEO, video)])
    assert [one["id"] for one in told["videos"]] == [encode(Kind.VIDEO, video)]
    assert {one["video"]["id"]: one["code"] for one in told["skipped"]} == expected
    assert all(one["reason"] for one in told["skipped"])
    # WARM delays nothing.
    assert (await archive(api, videoIds=[encode(Kind.VIDEO, held)], tier="WARM"))["skipped"] == []


async def test_old_footage_is_found_by_its_age(
    api: ApiTestClient, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    old = datetime.now(UTC) - timedelta(days=20)
    oldest, older = [
        await add_video(postgres, principal, status="READY", recorded_at=old - timedelta(days=days)) for days in (5, 0)
    ]
    told = await archive(api, olderThanDays=10, tier="WARM", dryRun=True)
    assert [one["id"] for one in told["videos"]] == [encode(Kind.VIDEO, each) for each in (oldest, older)]
    assert told["hasMore"] is False
    both = await archive(api, olderThanDays=10, videoIds=[encode(Kind.VIDEO, each) for each in (video, older)])
    assert [one["id"] for one in both["videos"]] == [encode(Kind.VIDEO, older)]


async def test_every_mistake_is_told_at_once(api: ApiTestClient, video: UUID) -> None:
    missing = encode(Kind.VIDEO, uuid4())
    told = await archive(api, videoIds=[missing], tier="RESTORING")
    assert codes(told) == [("TIER_NO_TARGET", ["input", "tier"]), ("NOT_FOUND", ["input", "videoIds"])]
    assert codes(await archive(api)) == [("NO_VIDEOS_NAMED", ["input", "videoIds"])]
    assert codes(await archive(api, videoIds=[missing] * 501))[0] == ("TOO_MANY_VIDEOS", ["input", "videoIds"])
    assert codes(await archive(api, olderThanDays=-1)) == [("OUT_OF_RANGE", ["input", "olderThanDays"])]
    assert codes(await restore(api, missing, 0)) == [("NOT_FOUND", ["id"]), ("OUT_OF_RANGE", ["days"])]


async def test_what_is_hot_or_on_its_way_is_not_restored(
    api: ApiTestClient, served_data: Datasources, principal: Principal, video: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int]] = []

    async def accept(_store: object, bucket: str, pinned: ObjectRef, days: int) -> bool:
        asked.append((bucket, days))
        return True

    monkeypatch.setattr("datasources.s3.store.ObjectStore.request_restore", accept)
    id_ = encode(Kind.VIDEO, video)
    assert codes(await restore(api, id_)) == [("NOT_ARCHIVED", ["id"])]
    await served_data.videos.update(principal, video, tier="COLD")
    told = await restore(api, id_, 14)
    assert told["video"]["tier"] == "RESTORING"
    assert (told["video"]["restoration"]["percent"], told["video"]["restoration"]["until"]) == (0, None)
    assert codes(await restore(api, id_)) == [("TIER_RESTORING", ["id"])]
    assert asked == [("storage", 14)]


async def test_what_s3_refuses_to_restore_stays_as_it_is(
    api: ApiTestClient, served_data: Datasources, principal: Principal, video: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> bool:
        raise AccessDenied(service="S3")

    monkeypatch.setattr("datasources.s3.store.ObjectStore.request_restore", refuse)
    await served_data.videos.update(principal, video, tier="COLD")
    id_ = encode(Kind.VIDEO, video)
    assert await api.code(RESTORE, id=id_) == "UNAVAILABLE"
    found = await api.data("query ($id: ID!) { video(id: $id) { tier restoration { percent } } }", id=id_)
    assert found["video"] == {"tier": "COLD", "restoration": None}


async def test_what_is_not_archived_any_more_is_hot_at_once(
    api: ApiTestClient, served_data: Datasources, principal: Principal, video: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_archived(*_: object) -> bool:
        return False

    monkeypatch.setattr("datasources.s3.store.ObjectStore.request_restore", not_archived)
    await served_data.videos.update(principal, video, tier="COLD")
    assert (await restore(api, encode(Kind.VIDEO, video)))["video"] == {"tier": "HOT", "restoration": None}


@pytest.mark.parametrize("tier", ["COLD", "RESTORING"])
async def test_archived_footage_is_not_taken_out_and_says_what_to_do(
    api: ApiTestClient, served_data: Datasources, principal: Principal, video: UUID, tier: str
) -> None:
    await served_data.videos.update(principal, video, tier=tier, duration_seconds=60.0)
    id_ = encode(Kind.VIDEO, video)
    assert await api.code("query ($id: ID!) { video(id: $id) { downloadUrl } }", id=id_) == "FOOTAGE_ARCHIVED"
    for name, asked in {
        "exportClip": "exportClip(videoId: $id, startSeconds: 0, endSeconds: 5)",
        "startAnalysis": "startAnalysis(videoId: $id)",
    }.items():
        answer = (await api.data(f"mutation ($id: ID!) {{ {asked} {{ userErrors {{ code field }} }} }}", id=id_))[name]
        assert codes(answer) == [("FOOTAGE_ARCHIVED", ["videoId"])]


async def test_citations_of_archived_footage_are_marked(
    api: ApiTestClient, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    cold = await add_video(postgres, principal, status="READY", tier="COLD")
    citations = [
        {"number": number, "video_id": str(each), "event_id": None, "start_seconds": 1.0, "end_seconds": 2.0}
        for number, each in enumerate((video, cold), start=1)
    ]
    assert "citations" in PromptHistory.__table__.c
    history = await add_question(postgres, principal, status="COMPLETED", response="Seen [1][2].", citations=citations)
    asked = "query ($id: ID!) { promptHistory(id: $id) { citations { number archived verification } } }"
    found = await api.data(asked, id=encode(Kind.PROMPT_HISTORY, history))
    assert [one["archived"] for one in found["promptHistory"]["citations"]] == [False, True]


async def test_a_restoration_is_ended_only_where_it_goes_on(
    served_data: Datasources, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    """Two workers may see the same copy; and the video may have been taken over meanwhile."""
    tiers = served_data.keeping.tiers
    await tiers.end_restore(principal, video, datetime.now(UTC))
    async with postgres.transaction(principal) as connection:
        assert not await tiers.begin_restore_in(connection, video, RestoreOrder(7, datetime.now(UTC)))
    [row] = await served_data.videos.get_by_ids(principal, [video], ["tier", "restored_until"])
    assert row is not None
    assert (row["tier"], row["restored_until"]) == ("HOT", None)
    assert decode(Kind.VIDEO, encode(Kind.VIDEO, video)) == video
