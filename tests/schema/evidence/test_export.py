"""A package of evidence shows what was asked for, says what it does not show, and proves that nobody changed it."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from datasources.postgres.core.engine import Postgres
from domain.evidence.sweep import AbandonedPackageSweep
from domain.evidence.upload import package_folder
from evidence.verify import verify
from models.access.principal import Principal
from models.enums import Role
from models.tables import EvidencePackage, Job
from resolvers.core.ids import Kind, decode, encode
from tests.schema.evidence.conftest import EvidenceDesk
from tests.schema.uploads.sending import error_codes, list_objects
from tests.support.rows import add_question, add_video, event_row
from tests.support.sites import at_sites
from vision.media.probe import probe

RECORDED = datetime(2026, 3, 1, 12, tzinfo=UTC)


def read_json(file: Path, name: str) -> Any:
    with zipfile.ZipFile(file) as archive:
        return json.loads(archive.read(name))


@pytest.mark.slow
async def test_an_answer_with_what_it_cites_becomes_a_package_that_is_intact(
    desk: EvidenceDesk, postgres: Postgres
) -> None:
    _, key, [event] = await desk.add_footage(
        event_row(2.0, 3.0, description="=A person walks."),
        recorded_at=RECORDED,
        timezone="Asia/Seoul",
        camera="Till",
        site="Gangnam",
        # The camera's clock went back two seconds at 3 s.
        jumps=[3.0, None],
        status="READY",
        gaps=[[4.0, 4.5, "UNDECODABLE"]],
    )
    history = await add_question(
        postgres,
        desk.principal,
        prompt="계산대에 누가 있었나요?",
        response="한 사람이 있었습니다. [1]",
        language="KO",
        status="COMPLETED",
        generated_sql="SELECT 1",
        citations=[
            {"number": 1, "video_id": str(key), "event_id": str(event), "start_seconds": 2.0, "end_seconds": 3.0}
        ],
    )
    package, file = await desk.make(promptHistoryId=encode(Kind.PROMPT_HISTORY, history), language="KO")

    report = verify(file)
    assert report.problems == []
    assert (package["sizeBytes"], package["checksumSha256"]) == (report.size, report.sha256)
    assert report.about["keyId"] == package["keyId"]
    assert package["percent"] == 100
    [footage] = read_json(file, "footage.json")
    assert (footage["recordedAt"], footage["camera"]) == ("2026-03-01T21:00:00.000+09:00", "Till")
    assert footage["clockJumps"] == [
        {"atSeconds": 3.0, "clockBefore": "2026-03-01T21:00:03.000+09:00", "clockAfter": None, "wentBack": True}
    ]
    assert footage["gaps"][0]["reason"] == "NO_FOOTAGE"
    assert "THEFT" in footage["analysis"]["notExamined"]
    [told] = read_json(file, "events.json")
    assert told["occurredAt"] == "2026-03-01T21:00:02.000+09:00"
    assert (told["clip"], told["clipSeconds"]) == ("clips/001.mp4", 2.0)
    question = read_json(file, "question.json")
    assert (question["prompt"], question["generatedSql"]) == ("계산대에 누가 있었나요?", "SELECT 1")
    assert {"purpose": "language", "modelId": desk.settings.aws_bedrock_model_id} in question["modelsOfTheServer"]
    with zipfile.ZipFile(file) as archive:
        clip, page = archive.read("clips/001.mp4"), archive.read("index.html").decode()
        table = list(csv.DictReader(io.StringIO(archive.read("events.csv").decode("utf-8-sig"))))
        still = archive.read("stills/0001.jpg")
    assert still.startswith(b"\xff\xd8")
    (desk.folder / "clip.mp4").write_bytes(clip)
    assert probe(desk.folder / "clip.mp4").codec == "h264"
    # No spreadsheet takes a description for a formula.
    assert table[0]["description"] == "한 사람이 가운데를 걸어갑니다."
    assert "CCTV 영상 증거 자료" in page
    assert "계산대에 누가 있었나요?" in page
    assert "<script" not in page
    with zipfile.ZipFile(file) as archive:
        parts = read_json(file, "package.json")["clips"]
        assert parts[0]["sha256"] == hashlib.sha256(clip).hexdigest()
        assert set(archive.namelist()) >= {still["file"] for still in parts[0]["stills"]}
    # The copy that was handed out is noted.
    noted = await desk.api.data('{ auditLog(filter: {actions: ["exportEvidence", "evidenceUrl"]}) { totalCount } }')
    assert noted["auditLog"]["totalCount"] >= 2
    assert len([one for one in await list_objects(desk.data, desk.principal) if "/evidence/" in one]) == 1


@pytest.mark.slow
async def test_what_is_archived_or_was_deleted_is_missing_and_is_said_to_be(
    desk: EvidenceDesk, postgres: Postgres
) -> None:
    events = []
    for columns in ({}, {"tier": "COLD"}, {}):
        _, key, [event] = await desk.add_footage(**columns)
        events.append((key, encode(Kind.EVENT, event)))
    answer = await desk.export(eventIds=[event for _, event in events])
    assert answer["userErrors"] == []
    deleted = "mutation ($id: ID!) { deleteVideo(id: $id) { userErrors { code } } }"
    await desk.api.data(deleted, id=encode(Kind.VIDEO, events[2][0]))
    async with desk.run_worker():
        package = await desk.wait_for_end(answer["package"]["id"])
    assert package["status"] == "DONE", package
    file = await desk.download(package["url"])
    assert verify(file).is_intact
    clips = read_json(file, "package.json")["clips"]
    assert [clip["file"] for clip in clips] == ["clips/001.mp4", None, None]
    assert [clip["missing"] and clip["missing"]["code"] for clip in clips] == [
        None,
        "FOOTAGE_ARCHIVED",
        "FOOTAGE_DELETED",
    ]
    with zipfile.ZipFile(file) as archive:
        page = archive.read("index.html").decode()
    assert "Restore the video" in page
    # Of the footage that is gone, no event is left either.
    assert len(read_json(file, "events.json")) == 2


async def test_a_package_of_nothing_names_what_is_missing(desk: EvidenceDesk) -> None:
    assert error_codes(await desk.export()) == ["EVIDENCE_EMPTY"]
    assert error_codes(await desk.export(eventIds=[])) == ["EVIDENCE_EMPTY"]
    assert error_codes(await desk.export(seconds={"from": 1})) == ["EVIDENCE_EMPTY", "EVIDENCE_SECONDS_WITHOUT_VIDEO"]
    missing = encode(Kind.EVENT, uuid4())
    answer = await desk.export(videoId="nonsense", promptHistoryId="nonsense", eventIds=[missing])
    assert [error["field"] for error in answer["userErrors"]] == [
        ["input", "videoId"],
        ["input", "promptHistoryId"],
        ["input", "eventIds", "0"],
    ]


async def test_every_bound_has_a_message_with_its_number(desk: EvidenceDesk, postgres: Postgres) -> None:
    ids = [encode(Kind.EVENT, uuid4()) for _ in range(9_000)]
    [error] = (await desk.export(eventIds=ids))["userErrors"]
    assert error["code"] == "EVIDENCE_TOO_MANY_EVENTS"
    assert "9000" in error["message"].replace(",", "")
    assert "2000" in error["message"].replace(",", "")
    day = await add_video(postgres, desk.principal, status="READY", duration_seconds=86400.0)
    whole = encode(Kind.VIDEO, day)
    [error] = (await desk.export(videoId=whole))["userErrors"]
    assert (error["code"], "1440" in error["message"]) == ("EVIDENCE_TOO_LONG", True)
    assert error_codes(await desk.export(videoId=whole, seconds={"from": 0, "to": 7200}, redact=True)) == [
        "EVIDENCE_REDACTED_TOO_LONG"
    ]
    assert error_codes(await desk.export(videoId=whole, seconds={"from": 90000})) == ["RANGE_OUTSIDE_VIDEO"]
    assert error_codes(await desk.export(videoId=whole, seconds={"from": 9, "to": 9})) == ["RANGE_REVERSED"]


async def test_footage_that_is_archived_altogether_is_refused(desk: EvidenceDesk, postgres: Postgres) -> None:
    cold = await add_video(postgres, desk.principal, status="READY", duration_seconds=60.0, tier="COLD")
    [error] = (await desk.export(videoId=encode(Kind.VIDEO, cold)))["userErrors"]
    assert (error["code"], "Restore" in error["message"]) == ("FOOTAGE_ARCHIVED", True)
    sending = await add_video(postgres, desk.principal, status="UPLOADING")
    assert error_codes(await desk.export(videoId=encode(Kind.VIDEO, sending))) == ["NOT_UPLOADED"]


async def test_people_can_be_left_unblurred_only_where_it_is_certain_who_is_meant(
    desk: EvidenceDesk, postgres: Postgres
) -> None:
    video = await add_video(postgres, desk.principal, status="READY", duration_seconds=60.0)
    await desk.data.events.store(desk.principal, video, [event_row(1.0, track_id="P1")])
    wanted = {"videoId": encode(Kind.VIDEO, video)}
    assert error_codes(await desk.export(**wanted, exceptTrackIds=["P1"])) == ["EVIDENCE_TRACKS_WITHOUT_REDACT"]
    assert error_codes(await desk.export(**wanted, redact=True, exceptTrackIds=["P9"])) == ["EVIDENCE_TRACK_UNKNOWN"]
    other = await add_video(postgres, desk.principal, status="READY", duration_seconds=60.0)
    [event] = await desk.data.events.store(desk.principal, other, [event_row(1.0)])
    both = {**wanted, "eventIds": [encode(Kind.EVENT, event)]}
    assert error_codes(await desk.export(**both, redact=True, exceptTrackIds=["P1"])) == ["EVIDENCE_TRACKS_AMBIGUOUS"]
    assert error_codes(await desk.export(**wanted, redact=True, exceptTrackIds=["P1"])) == []


async def test_only_some_packages_are_made_at_once_and_each_spends_of_the_day(
    desk: EvidenceDesk, postgres: Postgres
) -> None:
    video = encode(Kind.VIDEO, await add_video(postgres, desk.principal, status="READY", duration_seconds=60.0))
    for _ in range(desk.settings.organization_open_packages):
        assert error_codes(await desk.export(videoId=video)) == []
    [error] = (await desk.export(videoId=video))["userErrors"]
    assert (error["code"], "evidence packages" in error["message"]) == ("QUOTA_EXCEEDED", True)


async def test_a_package_is_there_only_for_those_who_may_see_all_its_sites(
    desk: EvidenceDesk, postgres: Postgres, tokens: Callable[[Principal], str]
) -> None:
    events = []
    for site in ("seoul", "busan"):
        video = await add_video(postgres, desk.principal, status="READY", duration_seconds=60.0, site=site)
        [event] = await desk.data.events.store(desk.principal, video, [event_row(1.0)])
        events.append(encode(Kind.EVENT, event))
    both = (await desk.export(eventIds=events))["package"]["id"]
    one = (await desk.export(eventIds=events[:1]))["package"]["id"]
    limited = at_sites(Principal("clerk", desk.principal.organization, frozenset({Role.OPERATOR})), "seoul")
    clerk = EvidenceDesk(desk.api.with_token(tokens(limited)), desk.data, desk.settings, limited, desk.folder)
    assert await clerk.read(both) is None
    assert (await clerk.read(one))["status"] == "QUEUED"
    own = (await clerk.export(eventIds=events[:1]))["package"]["id"]
    assert (await clerk.read(own))["status"] == "QUEUED"


async def test_a_server_without_a_key_says_what_an_operator_has_to_set(desk: EvidenceDesk, postgres: Postgres) -> None:
    video = await add_video(postgres, desk.principal, status="READY", duration_seconds=60.0)
    keyless = EvidenceDesk(
        desk.api,
        desk.data,
        desk.settings.model_copy(update={"evidence_signing_key": ""}),
        desk.principal,
        desk.folder,
    )
    answer = await keyless.export(videoId=encode(Kind.VIDEO, video))
    async with keyless.run_worker():
        failed = await keyless.wait_for_end(answer["package"]["id"])
    assert (failed["status"], failed["error"]["code"]) == ("FAILED", "EVIDENCE_KEY_MISSING")
    assert "EVIDENCE_SIGNING_KEY" in failed["error"]["message"]
    assert failed["url"] is None


async def test_a_package_whose_footage_is_gone_fails_and_leaves_nothing(desk: EvidenceDesk, postgres: Postgres) -> None:
    video = await add_video(postgres, desk.principal, status="READY", duration_seconds=60.0)
    answer = await desk.export(videoId=encode(Kind.VIDEO, video))
    async with desk.run_worker():
        package = await desk.wait_for_end(answer["package"]["id"])
    assert (package["status"], package["error"]["code"]) == ("FAILED", "ORIGINAL_MISSING")
    assert [one for one in await list_objects(desk.data, desk.principal) if "/evidence/" in one] == []


@pytest.mark.slow
async def test_a_worker_that_is_lost_meanwhile_leaves_nothing_and_the_package_is_made_again(
    desk: EvidenceDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at its worst moment: the object is complete, and the database does not know."""
    video, _, _ = await desk.add_footage()
    answer = await desk.export(videoId=video)
    package_id = answer["package"]["id"]
    packages = type(desk.data.evidence.packages)
    complete, failures = packages.complete, [ConnectionResetError(), ConnectionResetError()]

    async def lose(self: Any, *arguments: Any) -> None:
        if failures:
            raise failures.pop()
        await complete(self, *arguments)

    monkeypatch.setattr(packages, "complete", lose)
    monkeypatch.setattr("domain.jobs.outcomes.FIRST_BACKOFF_SECONDS", 0.1)
    async with desk.run_worker():
        package = await desk.wait_for_end(package_id)
    assert package["status"] == "DONE", package
    assert verify(await desk.download(package["url"])).is_intact
    assert len([one for one in await list_objects(desk.data, desk.principal) if "/evidence/" in one]) == 1


async def test_an_upload_whose_worker_was_lost_for_good_is_ended_by_the_sweep(
    desk: EvidenceDesk, postgres: Postgres
) -> None:
    video = await add_video(postgres, desk.principal, status="READY", duration_seconds=60.0)
    ordered = await desk.export(videoId=encode(Kind.VIDEO, video))
    key = decode(Kind.EVIDENCE_PACKAGE, ordered["package"]["id"])
    objects, name = desk.data.objects, f"{package_folder(desk.principal.organization, key)}one.zip"
    upload_id = await objects.begin_multipart("highlights", name, "application/zip", part_checksums=True)
    await objects.send_part("highlights", name, upload_id, 1, b"the first part")
    sweep = AbandonedPackageSweep(desk.data.evidence.packages, objects)
    async with postgres.transaction(desk.principal) as connection:
        package = EvidencePackage.__table__
        noted = {"object_key": name, "upload_id": upload_id}
        await connection.execute(package.update().where(package.c.id == key).values(**noted))
    await sweep.run_round()
    assert [one for one in await list_objects(desk.data, desk.principal) if "/evidence/" in one], "its job is open"
    async with postgres.transaction(desk.principal) as connection:
        await connection.execute(Job.__table__.update().values(status="FAILED", error_code="WORKER_LOST"))
    await sweep.run_round()
    assert [one for one in await list_objects(desk.data, desk.principal) if "/evidence/" in one] == []
    assert await desk.data.evidence.packages.list_abandoned() == []


async def test_a_video_that_moves_to_another_site_takes_its_packages_along(
    desk: EvidenceDesk, postgres: Postgres
) -> None:
    video = await add_video(postgres, desk.principal, status="READY", duration_seconds=60.0, site="seoul")
    id_ = encode(Kind.VIDEO, video)
    package = decode(Kind.EVIDENCE_PACKAGE, (await desk.export(videoId=id_))["package"]["id"])
    await desk.data.videos.update(desk.principal, video, site="busan")
    assert package is not None
    for sites, is_seen in ((("seoul",), False), (("busan",), False), (("busan", "seoul"), True)):
        [row] = await desk.data.evidence.packages.get_by_ids(at_sites(desk.principal, *sites), [package])
        assert (row is not None) is is_seen, sites
    await desk.data.videos.update(desk.principal, video, site=None)
    [row] = await desk.data.evidence.packages.get_by_ids(at_sites(desk.principal, "busan", "seoul"), [package])
    assert row is None
