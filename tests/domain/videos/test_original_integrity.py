"""An original that is replaced while it is read is reported as replaced, not as a broken file."""

import asyncio
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.chat.frames import extract_frames
from domain.chat.image_sizes import choose_picture_size
from domain.uploads.inspection import probe_header as peek
from domain.videos.clip_job import cut_in_child
from domain.videos.original_integrity import check_originals, record_faults
from models.access.principal import Principal
from models.enums import OriginalState, Role, StorageTier
from models.errors import TimedOut, UnusableMedia, WrongState
from models.footage.clips import ClipRange
from models.footage.originals import ObjectRef, Original
from tests.vision.media_files import steady_times, write_video
from vision.stills.stills import StillsRequest

WHO = Principal("kim", "shop", frozenset(Role))


class Changing(io.BytesIO):
    """A file that is replaced once this many bytes were read."""

    fetched = 0

    def __init__(self, content: bytes, readable: int) -> None:
        super().__init__(content)
        self._left = readable

    def prefetch(self, _spans: Any) -> None:
        pass

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self._left -= len(found)
        if self._left < 0:
            raise WrongState("ORIGINAL_REPLACED")
        return found


READS: dict[str, Callable[[Any, Path], object]] = {
    "cut": lambda file, folder: cut_in_child(file, folder / "c.mp4", ClipRange(0.2, 1.8, False), None, False),
    "cut exactly": lambda file, folder: cut_in_child(file, folder / "c.mp4", ClipRange(0.2, 1.8, True), None, False),
    "frames": lambda file, _folder: extract_frames(
        file, StillsRequest(0.0, 2.0, [], 4, choose_picture_size("local")), 1 << 30
    ),
    "peek": lambda file, _folder: peek(file),
}


@pytest.mark.parametrize("part", [0.0, 0.02, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("name", READS)
def test_it_is_said_wherever_it_happens(name: str, part: float, tmp_path: Path) -> None:
    content = write_video(tmp_path / "v.mp4", steady_times(2, 25)).read_bytes()
    READS[name](Changing(content, 100 * len(content)), tmp_path)
    with pytest.raises(WrongState) as told:
        READS[name](Changing(content, int(part * len(content))), tmp_path)
    assert told.value.code == "ORIGINAL_REPLACED"


class Store:
    """etags by key. A missing key is a deleted object; None is one that cannot be reached."""

    def __init__(self, **etags: str | None) -> None:
        self.etags = etags
        self.archived: set[str] = set()
        self.at_once = self.most = 0

    async def head(self, _bucket: str, key: str, _version: str | None) -> Any:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if key not in self.etags:
            return None
        if self.etags[key] is None:
            raise TimedOut(service="S3")
        return type("Head", (), {"etag": self.etags[key], "is_archived": key in self.archived})()

    async def is_readable(self, _bucket: str, pinned: ObjectRef) -> bool:
        return pinned.key not in self.archived


class Log:
    def __init__(self) -> None:
        self.noted: list[tuple[str, OriginalState | None]] = []

    async def record_original_fault(
        self, _who: Principal, original: Original, fault: OriginalState | None, _request_id: str
    ) -> bool:
        self.noted.append((original.pinned.key, fault))
        return True


def original(key: str, etag: str | None = "e", fault: OriginalState | None = None) -> Original:
    return Original(UUID(int=1), ObjectRef(key, etag), fault)


async def test_many_are_looked_at_together_and_only_news_is_written_down() -> None:
    log = Log()
    asked = [
        original("same"),
        original("other"),
        original("gone"),
        original("silent"),
        original("other", fault=OriginalState.REPLACED),
        original("same", fault=OriginalState.MISSING),
        original("gone", etag=None),
    ]
    found = await check_originals(Store(same="e", other="f", silent=None), log, WHO, asked, "r")
    assert [None if one is None else one.code for one in found] == [
        None, "ORIGINAL_REPLACED", "ORIGINAL_MISSING", "UPSTREAM_TIMEOUT", "ORIGINAL_REPLACED", None, None,
    ]  # fmt: skip
    assert sorted(log.noted, key=str) == sorted(
        [("other", OriginalState.REPLACED), ("gone", OriginalState.MISSING), ("same", None)], key=str
    )
    store = Store(same="e")
    assert await check_originals(store, log, WHO, [original("same")] * 200, "r") == [None] * 200
    assert 1 < store.most <= 16


async def test_archived_originals_are_not_handed_out_whoever_archived_them() -> None:
    store, log = Store(moved="e", cold="e", warm="e"), Log()
    store.archived = {"moved"}
    asked = [
        original("moved"),
        replace(original("cold"), tier=StorageTier.COLD),
        replace(original("cold", etag=None), tier=StorageTier.RESTORING),
        replace(original("warm"), tier=StorageTier.WARM),
        original("gone", fault=OriginalState.EXPIRED),
    ]
    found = await check_originals(store, log, WHO, asked, "r")
    assert [None if one is None else (one.code, one.values.get("tier")) for one in found] == [
        ("FOOTAGE_ARCHIVED", "COLD"),
        ("FOOTAGE_ARCHIVED", "COLD"),
        ("FOOTAGE_ARCHIVED", "RESTORING"),
        None,
        ("FOOTAGE_EXPIRED", None),
    ]
    assert log.noted == []


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (WrongState("ORIGINAL_REPLACED"), OriginalState.REPLACED),
        (UnusableMedia("ORIGINAL_MISSING"), OriginalState.MISSING),
        (UnusableMedia("UNDECODABLE_VIDEO", codec="h264"), None),
    ],
)
async def test_what_reading_finds_goes_on_and_is_written_down(error: Exception, fault: OriginalState | None) -> None:
    log = Log()
    with pytest.raises(type(error)) as told:
        async with record_faults(log, WHO, original("k"), "r"):
            raise error
    assert told.value is error
    assert log.noted == ([] if fault is None else [("k", fault)])
