"""What an analysis stores about a file, and which values of its owner it keeps."""

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest

from domain.analysis import analyze_job as ingest
from domain.analysis import detection as detecting
from domain.analysis.analyze_job import AnalyzeJobHandler
from domain.analysis.settings import AnalysisSettings
from domain.jobs.context import JobContext
from domain.ports import AnalysisStore
from models.access.principal import Principal
from models.errors import DiskFull, UnusableMedia
from models.footage.originals import ObjectRef
from models.footage.stretches import FileBefore
from models.rows.video import VideoRow
from tests.domain.jobs.test_attempt import RecordingJobStore, claim
from vision.media.clock import FootageClock
from vision.media.probe import MediaInfo, probe

TOLD = datetime(2026, 3, 1, 12, tzinfo=UTC)
IN_THE_FILE = datetime(2020, 1, 1, tzinfo=UTC)
CLOCK = FootageClock.from_first_frame(Fraction(1, 90_000), 0)


@dataclass
class Footage:
    """One video and its file. told_meanwhile: the time of recording that its owner gives while it is downloaded."""

    told_meanwhile: datetime | None
    recorded_at: datetime | None = None
    timezone: str = "UTC"
    camera_id: UUID | None = None
    clock_offset_seconds: float | None = 0.0

    async def get_by_ids(
        self, _who: Principal, _ids: Sequence[UUID], columns: Iterable[str], /
    ) -> list[VideoRow | None]:
        row: dict[str, Any] = {
            **dict.fromkeys(("id", "camera_id", "checksum_sha256", "etag", "object_version", "original_fault")),
            "object_key": "k",
            "tier": "HOT",
            "size_bytes": 1,
            "timezone": self.timezone,
            "zones": [],
            "camera_id": self.camera_id,
            "clock_offset_seconds": self.clock_offset_seconds,
        }
        row["recorded_at"] = self.recorded_at
        return [cast("VideoRow", {name: row[name] for name in columns})]

    async def download(
        self, _bucket: str, _pinned: ObjectRef, _target: Path, _on_bytes: Callable[[int], None], /
    ) -> str:
        self.recorded_at = self.told_meanwhile
        return "0" * 64

    async def record_original_fault(self, *_told: Any) -> bool:
        raise AssertionError("nothing was replaced")

    async def get(self, _bucket: str, _key: str, /) -> bytes:
        raise AssertionError("nothing is stored")

    async def delete_prefix(self, _bucket: str, _prefix: str, /) -> int:
        raise AssertionError("nothing is stored")

    async def put(self, _bucket: str, _key: str, _body: bytes, _content_type: str, /) -> ObjectRef:
        raise AssertionError("nothing is stored")


class NothingBefore(AnalysisStore):
    """No file adjoins, and nothing is stored."""

    async def find_before(self, _principal: Principal, _video_id: UUID, _pipeline: str, /) -> FileBefore | None:
        return None

    async def store(self, *_: Any) -> None:
        raise AssertionError("nothing is found")

    async def add_chunk(self, *_: Any) -> None:
        raise AssertionError("nothing is found")


async def probed(
    footage: Footage, in_the_file: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Mapping[str, Any]:
    """What an analysis stores about a file that has a time of recording."""

    def answer(_options: Any, function: Callable[..., Any], *_: Any, **__: Any) -> MediaInfo:
        if function is probe:
            return MediaInfo(10.0, 25.0, 640, 360, "h264", in_the_file, 250, CLOCK, "mp4", (), False, ())
        raise UnusableMedia

    monkeypatch.setattr(detecting, "run_isolated", answer)
    monkeypatch.setattr(ingest, "run_isolated", answer)
    store = RecordingJobStore()
    unused: Any = None
    with pytest.raises(UnusableMedia):
        await AnalyzeJobHandler(footage, footage, NothingBefore(), unused, AnalysisSettings(5, 10, tmp_path)).run(
            JobContext(claim(), store)
        )
    found: list[Mapping[str, Any]] = [update.columns for _, update in store.written if "codec" in update.columns]
    [columns] = found
    return columns


@pytest.mark.parametrize(("told", "expected"), [(None, IN_THE_FILE), (TOLD, None)])
async def test_a_file_s_own_time_never_replaces_what_was_told_while_it_was_downloaded(
    told: datetime | None, expected: datetime | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = await probed(Footage(told), IN_THE_FILE, tmp_path, monkeypatch)
    assert columns.get("recorded_at") == expected


async def test_the_time_of_the_place_is_that_of_the_camera_s_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A date without a time zone, as in AVI files."""
    of_the_place = datetime(2026, 11, 20, 21)  # noqa: DTZ001
    footage = Footage(None, timezone="Asia/Seoul")
    columns = await probed(footage, of_the_place, tmp_path, monkeypatch)
    assert columns["recorded_at"] == datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(("offset", "seconds"), [(90.5, 90.5), (None, 0.0)])
async def test_the_file_s_time_gets_the_camera_s_clock_offset(
    offset: float | None, seconds: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = await probed(Footage(None, clock_offset_seconds=offset), IN_THE_FILE, tmp_path, monkeypatch)
    assert columns["recorded_at"] == IN_THE_FILE + timedelta(seconds=seconds)
    # An absolute clock's: a new time zone does not move it.
    assert columns["recorded_offset_seconds"] is None


@pytest.mark.parametrize(
    ("camera", "of_camera", "expected"), [(None, 3.0, 10), (UUID(int=1), None, 10), (UUID(int=1), 3.0, 3.0)]
)
async def test_a_camera_s_own_loitering_seconds_go_first(
    camera: UUID | None,
    of_camera: float | None,
    expected: float,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[float] = []

    def answer(_options: Any, function: Callable[..., Any], *_: Any, **given: Any) -> MediaInfo:
        if function is probe:
            return MediaInfo(10.0, 25.0, 640, 360, "h264", IN_THE_FILE, 250, CLOCK, "mp4", (), False, ())
        asked.append(given["loitering_seconds"])
        raise UnusableMedia

    async def load_loitering(_who: Principal, _camera: UUID) -> float | None:
        return of_camera

    monkeypatch.setattr(detecting, "run_isolated", answer)
    monkeypatch.setattr(ingest, "run_isolated", answer)
    footage, unused = Footage(None, camera_id=camera), cast("Any", None)
    settings = AnalysisSettings(5, 10, tmp_path, load_loitering=load_loitering)
    with pytest.raises(UnusableMedia):
        await AnalyzeJobHandler(footage, footage, NothingBefore(), unused, settings).run(
            JobContext(claim(), RecordingJobStore())
        )
    assert asked == [expected]


async def test_a_full_disk_is_noticed_before_the_download(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(2**40, 2**40, 2**20))
    footage, store = Footage(TOLD), RecordingJobStore()
    unused: Any = None
    with pytest.raises(DiskFull):
        await AnalyzeJobHandler(footage, footage, NothingBefore(), unused, AnalysisSettings(5, 10, tmp_path)).run(
            JobContext(claim(), store)
        )
    # The double notes a download here.
    assert footage.recorded_at is None
