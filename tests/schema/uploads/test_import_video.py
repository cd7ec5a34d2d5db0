"""importVideo: an object that lies in the caller's inbox becomes a video; anybody else's is missing."""

import asyncio
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import app
import worker
from config import Settings
from datasources.bootstrap import Datasources
from domain.inbox.request import ImportRequest
from models.access.principal import Principal
from models.enums import JobKind, Language, Role
from models.errors import NotFound, UserMistake
from resolvers import upload as uploads
from resolvers.core.context import Context
from resolvers.core.ids import Kind, encode
from tests.schema.uploads.conftest import run_worker
from tests.schema.uploads.sending import PATIENCE, make_padded_video, make_video, upload_video
from tests.support.serving import ApiTestClient

IMPORT = """mutation ($input: ImportVideoInput!) { importVideo(input: $input) {
  video { id name status camera timezone recordedAt sizeBytes originalFilename failure { code message } }
  userErrors { code message field }
} }"""
VIDEO = "query ($id: ID!) { video(id: $id) { status durationSeconds recordedAt failure { code message } } }"
NAME = "20261129T120000.mp4"
Found = dict[str, Any]


async def call(api: ApiTestClient, **given: Any) -> Found:
    found: Found = (await api.data(IMPORT, input=given))["importVideo"]
    return found


async def codes(api: ApiTestClient, **given: Any) -> list[tuple[str, list[str]]]:
    answer = await call(api, **given)
    assert answer["video"] is None
    return [(error["code"], error["field"]) for error in answer["userErrors"]]


def folder(principal: Principal) -> str:
    return f"inbox/{principal.organization}/"


@pytest.fixture
def content() -> bytes:
    """A file that no other test has."""
    return make_padded_video(len(make_video()) + 100, uuid.uuid4().bytes)


async def import_all(settings: Settings, tmp_path: Path, api: ApiTestClient, video: str, status: str) -> Found:
    """Run the jobs until the video has this status."""
    async with run_worker(
        settings, lambda data: {JobKind.IMPORT: worker.build_handlers(settings, data, tmp_path)[JobKind.IMPORT]}
    ):
        async with asyncio.timeout(PATIENCE):
            while True:
                found: Found = (await api.data(VIDEO, id=video))["video"]
                if found["status"] == status:
                    return found
                await asyncio.sleep(0.05)


async def test_an_object_becomes_a_video_as_its_key_and_its_caller_say(
    api: ApiTestClient, principal: Principal, data: Datasources, settings: Settings, tmp_path: Path, content: bytes
) -> None:
    key = f"{folder(principal)}seoul-3/till/{NAME}"
    await data.objects.put("storage", key, content, "binary/octet-stream")
    answer = await call(api, key=key, timezone="Asia/Seoul")
    assert answer["userErrors"] == []
    video = answer["video"]
    assert video == {
        "id": video["id"],
        "name": "till 2026-11-29 12:00:00",
        "status": "UPLOADING",
        "camera": "till",
        "timezone": "Asia/Seoul",
        "recordedAt": "2026-11-29T03:00:00+00:00",
        "sizeBytes": len(content),
        "originalFilename": NAME,
        "failure": None,
    }
    # Asked again, also after its end, it is the same video.
    assert (await call(api, key=key))["video"]["id"] == video["id"]
    shown = await import_all(settings, tmp_path, api, video["id"], "QUEUED")
    assert shown["durationSeconds"] == 1.0
    assert (await call(api, key=key))["video"]["id"] == video["id"]


async def test_a_key_without_a_form_needs_nothing_but_is_told_what_is_known(
    api: ApiTestClient, principal: Principal, data: Datasources, content: bytes
) -> None:
    key = f"{folder(principal)}found on a stick.mp4"
    await data.objects.put("storage", key, content, "video/mp4")
    answer = await call(api, key=key, name="Stick", recordedAt="2026-01-01T00:00:00+09:00")
    shown = {name: answer["video"][name] for name in ("name", "camera", "timezone", "recordedAt")}
    assert shown == {
        "name": "Stick",
        "camera": None,
        "timezone": "UTC",
        "recordedAt": "2025-12-31T15:00:00+00:00",
    }


async def test_a_camera_that_is_named_goes_before_the_one_of_the_key(
    api: ApiTestClient, principal: Principal, data: Datasources, content: bytes
) -> None:
    async with data.postgres.transaction(principal) as connection:
        camera = await data.cameras.ensure_in(connection, principal, "busan-1", "door", timezone="Asia/Seoul")
    key = f"{folder(principal)}seoul-3/till/20261129T210000.mp4"
    await data.objects.put("storage", key, content, "video/mp4")
    answer = await call(api, key=key, cameraId=encode(Kind.CAMERA, camera["id"]))
    shown = {name: answer["video"][name] for name in ("camera", "timezone", "recordedAt")}
    assert shown == {"camera": "door", "timezone": "Asia/Seoul", "recordedAt": "2026-11-29T12:00:00+00:00"}


async def test_another_organization_s_object_answers_exactly_as_a_missing_one(
    api: ApiTestClient, principal: Principal, data: Datasources, content: bytes
) -> None:
    other = f"org-{uuid.uuid4().hex[:12]}"
    theirs = f"inbox/{other}/seoul-3/till/{NAME}"
    original = f"{other}/{uuid.uuid4()}/original.mp4"
    around = f"{folder(principal)}../{other}/seoul-3/till/{NAME}"
    for key in (theirs, original):
        await data.objects.put("storage", key, content, "video/mp4")
    missing = await call(api, key=f"{folder(principal)}seoul-3/till/{NAME}")
    assert [(error["code"], error["field"]) for error in missing["userErrors"]] == [("NOT_FOUND", ["input", "key"])]
    for key in (theirs, original, around, f"inbox/{other}/seoul-3/till/none.mp4", "", "inbox/", "x" * 2000, "\u0000"):
        assert await call(api, key=key) == missing, key
    stranger = Principal("stranger", other, frozenset(Role))
    async with data.postgres.transaction(stranger) as connection:
        camera = await data.cameras.ensure_in(connection, stranger, "s", "c")
    mine = f"{folder(principal)}seoul-3/till/{NAME}"
    await data.objects.put("storage", mine, content, "video/mp4")
    answers = [await call(api, key=mine, cameraId=encode(Kind.CAMERA, id_)) for id_ in (camera["id"], uuid.uuid4())]
    assert answers[0] == answers[1]
    assert [error["field"] for error in answers[0]["userErrors"]] == [["input", "cameraId"]]


async def test_whoever_is_limited_to_sites_finds_no_object_of_another_site(
    principal: Principal, data: Datasources, settings: Settings, content: bytes
) -> None:
    limits = app.build_limits(settings)
    for site in ("seoul-3", "busan-1"):
        await data.objects.put("storage", f"{folder(principal)}{site}/till/{NAME}", content, "video/mp4")
    await data.objects.put("storage", f"{folder(principal)}loose.mp4", content, "video/mp4")
    clerk = Principal("clerk", principal.organization, frozenset({Role.OPERATOR}), sites=frozenset({"seoul-3"}))
    context = Context(clerk, Language.EN, "request", data, limits)

    async def ask(key: str) -> Any:
        asked = ImportRequest(f"{folder(principal)}{key}")
        return await uploads.import_video(context, None, lambda _: asked, frozenset({"site"}))

    for key in (f"busan-1/till/{NAME}", f"busan-1/none/{NAME}", "loose.mp4", f"daegu-9/till/{NAME}"):
        with pytest.raises(NotFound) as refused:
            await ask(key)
        assert (refused.value.code, refused.value.field) == ("NOT_FOUND", ("input", "key"))
    assert (await ask(f"seoul-3/till/{NAME}"))["site"] == "seoul-3"
    limits.close()


@pytest.mark.parametrize(
    ("name", "content_of", "code", "word"),
    [
        ("empty.mp4", b"", "EMPTY_FILE", "비어"),
        ("notes.txt", b"hello", "CONTENT_TYPE_NOT_ACCEPTED", "형식"),
        ("s/c/29991231T235959Z.mp4", b"x", "INBOX_TIME_IN_FUTURE", "시각"),
    ],
)
async def test_what_cannot_become_a_video_is_said_at_once_in_both_languages(
    api: ApiTestClient, principal: Principal, data: Datasources, name: str, content_of: bytes, code: str, word: str
) -> None:
    key = f"{folder(principal)}{name}"
    await data.objects.put("storage", key, content_of, "binary/octet-stream")
    assert await codes(api, key=key) == [(code, ["input", "key"])]
    [error] = (await call(api.with_language("ko"), key=key))["userErrors"]
    assert any("가" <= letter <= "힣" for letter in error["message"])


async def test_mistakes_are_told_all_at_once(api: ApiTestClient, principal: Principal) -> None:
    given = {"name": "a\u0000", "timezone": "Mars/Base", "recordedAt": "3000-01-01T00:00:00Z"}
    found = await codes(api, key=f"{folder(principal)}a.mp4", **given)
    assert [field[1] for _, field in found] == ["name", "timezone", "recordedAt"]


async def test_a_file_that_is_no_video_fails_with_its_reason_and_leaves_nothing(
    api: ApiTestClient, principal: Principal, data: Datasources, settings: Settings, tmp_path: Path
) -> None:
    key = f"{folder(principal)}seoul-3/till/{NAME}"
    await data.objects.put("storage", key, b"no video", "video/mp4")
    video = (await call(api, key=key))["video"]["id"]
    shown = await import_all(settings, tmp_path, api, video, "FAILED")
    assert shown["failure"]["code"] == "NOT_A_VIDEO"
    assert await data.objects.list_keys("storage", f"{principal.organization}/") == []
    # Asked again, it is tried again.
    again = (await call(api, key=key))["video"]
    assert (again["id"], again["status"], again["failure"]) == (video, "UPLOADING", None)
    await import_all(settings, tmp_path, api, video, "FAILED")


async def test_a_file_that_is_here_already_fails_as_a_duplicate(
    api: ApiTestClient, principal: Principal, data: Datasources, settings: Settings, tmp_path: Path, content: bytes
) -> None:
    await upload_video(api, content)
    key = f"{folder(principal)}seoul-3/till/{NAME}"
    await data.objects.put("storage", key, content, "video/mp4")
    video = (await call(api, key=key))["video"]["id"]
    shown = await import_all(settings, tmp_path, api, video, "FAILED")
    assert shown["failure"]["code"] == "INBOX_DUPLICATE"


async def test_a_video_that_is_deleted_before_its_import_stays_deleted_and_can_be_asked_for_again(
    api: ApiTestClient, principal: Principal, data: Datasources, settings: Settings, tmp_path: Path, content: bytes
) -> None:
    key = f"{folder(principal)}seoul-3/till/{NAME}"
    await data.objects.put("storage", key, content, "video/mp4")
    first = (await call(api, key=key))["video"]["id"]
    await api.data("mutation ($id: ID!) { deleteVideo(id: $id) { deletedVideoId } }", id=first)
    second = (await call(api, key=key))["video"]["id"]
    assert second != first
    await import_all(settings, tmp_path, api, second, "QUEUED")
    await api.data("mutation ($id: ID!) { deleteVideo(id: $id) { deletedVideoId } }", id=second)
    third = (await call(api, key=key))["video"]["id"]
    assert third != second
    await import_all(settings, tmp_path, api, third, "QUEUED")


async def test_without_room_nothing_is_begun(
    principal: Principal, data: Datasources, settings: Settings, content: bytes
) -> None:
    limits = app.build_limits(settings.model_copy(update={"organization_stored_bytes": 10}))
    key = f"{folder(principal)}seoul-3/till/{NAME}"
    await data.objects.put("storage", key, content, "video/mp4")
    context = Context(principal, Language.EN, "request", data, limits)
    with pytest.raises(UserMistake) as refused:
        await uploads.import_video(context, None, lambda _: ImportRequest(key), frozenset())
    assert (refused.value.code, refused.value.field) == ("QUOTA_EXCEEDED", ("input", "key"))
    rows = await data.inbox.list_known(principal, [key])
    assert rows == set()
    limits.close()


@pytest.mark.parametrize(("role", "may"), [(Role.VIEWER, False), (Role.OPERATOR, True), (Role.ADMIN, True)])
async def test_an_operator_may_import_and_a_viewer_may_not(
    api: ApiTestClient, principal: Principal, tokens: Callable[[Principal], str], role: Role, may: bool
) -> None:
    caller = api.with_token(tokens(Principal("one", principal.organization, frozenset({role}))))
    answer = await caller.post(IMPORT, input={"key": "inbox/none"})
    assert ("errors" not in answer) is may
