"""A clip is compared with what is promised of it before anybody gets it."""

from pathlib import Path

import av
import pytest
from av.error import InvalidDataError

from models.errors import UnusableMedia
from tests.vision.media_files import steady_times, write_video
from vision.clips import clip
from vision.clips.request import ClipRequest
from vision.clips.verification import ClipExtent, is_clip_valid


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Two seconds at 25 frames a second."""
    return write_video(tmp_path / "made.mp4", steady_times(2, 25))


@pytest.mark.parametrize(
    ("start", "last", "kept"), [(5.0, 6.96, True), (5.0, 6.95, True), (5.0, 6.5, False), (4.0, 6.96, False)]
)
def test_the_distance_of_its_first_and_last_frame_is_what_was_told(
    made: Path, start: float, last: float, kept: bool
) -> None:
    assert is_clip_valid(made, ClipExtent(start, last, last + 0.04)) is kept


def test_a_file_that_starts_late_or_cannot_be_read_keeps_nothing(made: Path, tmp_path: Path) -> None:
    promised = ClipExtent(5.0, 6.96, 7.0)
    late = write_video(tmp_path / "late.mkv", steady_times(2, 25), starts=1.0)
    assert not is_clip_valid(late, promised)
    for content in (b"no clip", made.read_bytes()[:500]):
        (tmp_path / "broken.mp4").write_bytes(content)
        assert not is_clip_valid(tmp_path / "broken.mp4", promised)


def test_a_full_disk_is_not_taken_for_a_bad_clip(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_what: object) -> bool:
        raise av.error.OSError(28, "No space left on device")

    monkeypatch.setattr("vision.clips.verification._matches_file", full)
    with pytest.raises(av.error.OSError):
        is_clip_valid(made, ClipExtent(5.0, 6.96, 7.0))


def test_a_clip_that_misses_its_range_is_never_delivered(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clip, "is_clip_valid", lambda *_: False)
    for exact in (False, True):
        with pytest.raises(UnusableMedia) as refused:
            clip.cut_clip(made, tmp_path / "clip.mp4", ClipRequest(0.5, 1.5, exact=exact))
        assert refused.value.code == "CLIP_MISSES_RANGE"


def test_a_copy_that_misses_its_range_or_fails_is_encoded_instead(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_how: object) -> ClipExtent:
        raise InvalidDataError(1094995529, "Invalid data found when processing input")

    answers = iter([False, True])
    for name, instead in (("is_clip_valid", lambda *_: next(answers)), ("copy_video", broken)):
        with monkeypatch.context() as patch:
            patch.setattr(clip, name, instead)
            cut = clip.cut_clip(made, tmp_path / "clip.mp4", ClipRequest(0.5, 1.5))
        assert [tuple(note) for note in cut.reasons] == [("DAMAGED", "h264")]
        assert (cut.start_seconds, cut.end_seconds) == pytest.approx((0.5, 1.5), abs=0.002)
