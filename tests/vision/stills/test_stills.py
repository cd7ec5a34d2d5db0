"""Frames taken from footage that is fetched piece by piece."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from models.errors import UnusableMedia
from tests.vision.media_files import Image, steady_times, write_sound, write_video
from vision.media.container import open_video
from vision.stills.frame_selection import Moment
from vision.stills.stills import PictureSize, StillsRequest, StillsResult, take_stills

SIZE = PictureSize(1280, 1_000_000)
BLOCK = 4096


class BudgetSpent(Exception):
    """The file gives no more."""


class CountingFile(io.BytesIO):
    """A file in memory that counts the blocks which are read from it, and gives up to `most` bytes."""

    def __init__(self, content: bytes, most: int = 1 << 40) -> None:
        super().__init__(content)
        self.most = most
        self.blocks: set[int] = set()
        self.spans: list[tuple[int, int]] = []

    @property
    def fetched(self) -> int:
        return len(self.blocks) * BLOCK

    def prefetch(self, spans: Sequence[tuple[int, int]]) -> None:
        self.spans = list(spans)

    def read(self, size: int | None = -1, /) -> bytes:
        start = self.tell()
        found = super().read(size)
        asked = self.blocks | set(range(start // BLOCK, -(-(start + len(found)) // BLOCK)))
        if len(asked) * BLOCK > self.most:
            raise BudgetSpent
        self.blocks = asked
        return found


def take_from(
    path: Path, start: float, end: float | None, *moments: Moment, most: int = 4, budget: int = 1 << 30
) -> StillsResult:
    file: Any = CountingFile(path.read_bytes(), budget)
    return take_stills(file, StillsRequest(start, end, moments, most, SIZE), budget, BudgetSpent)


def grey(level: Callable[[float], int]) -> Callable[[float], Image]:
    return lambda seconds: np.full((64, 96, 3), level(seconds), np.uint8)


@pytest.fixture(scope="module")
def brightening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds at 12.5 frames a second, key frames every 0.96 s, a little brighter each second."""
    path = tmp_path_factory.mktemp("stills") / "brightening.mp4"
    return write_video(path, steady_times(8.0, 12.5), grey(lambda seconds: 40 + 20 * int(seconds)))


def level(jpeg: bytes) -> float:
    return float(np.asarray(Pillow.open(io.BytesIO(jpeg)).convert("L"), np.float32).mean())


def test_frames_come_in_order_with_their_own_times_and_show_what_was_there(brightening: Path) -> None:
    found = take_from(brightening, 1.0, 7.0)
    times = [still.seconds for still in found.stills]
    assert times == sorted(times)
    assert len(times) == 4
    assert [level(still.jpeg) for still in found.stills] == pytest.approx([40 + 20 * int(t) for t in times], abs=6)
    assert found.duration_seconds == pytest.approx(8.0, abs=0.1)


def test_a_moment_without_slack_is_met_to_the_frame(brightening: Path) -> None:
    found = take_from(brightening, 3.0, 5.0, Moment(3.52, 0.0), most=1)
    assert [still.seconds for still in found.stills] == [3.52]


def test_two_moments_near_one_key_frame_have_a_frame_each(brightening: Path) -> None:
    found = take_from(brightening, 3.0, 5.0, Moment(3.6, 0.4), Moment(4.08, 0.4))
    assert {3.84, 4.08} <= {still.seconds for still in found.stills}
    assert len(found.stills) == 4


def test_a_moment_with_slack_takes_the_key_frame_near_it(brightening: Path) -> None:
    found = take_from(brightening, 3.0, 5.0, Moment(3.9, 0.2), most=1)
    assert [still.seconds for still in found.stills] == [3.84]


def test_an_open_end_is_the_end_of_the_footage(brightening: Path) -> None:
    assert take_from(brightening, 6.0, None, most=2).stills[-1].seconds == pytest.approx(7.9, abs=0.4)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some megabytes of noise that no codec makes small: 8 seconds, the index in front."""
    noise = np.random.default_rng(1).integers(0, 255, (100, 192, 256, 3), np.uint8)
    path = tmp_path_factory.mktemp("stills") / "large.mp4"
    options = {"movflags": "+faststart"}
    return write_video(path, steady_times(8.0, 12.5), lambda seconds: noise[round(seconds * 12.5)], options=options)


def test_only_the_bytes_around_the_moments_are_read(large: Path) -> None:
    found = take_from(large, 4.0, 5.0, most=2)
    assert len(found.stills) == 2
    assert found.fetched < large.stat().st_size / 3


def test_what_will_be_read_is_announced_and_covers_the_frames(large: Path) -> None:
    file: Any = CountingFile(large.read_bytes())
    found = take_stills(file, StillsRequest(4.0, 7.0, (Moment(5.5, 0.0),), 3, SIZE), 1 << 30, BudgetSpent)
    assert len(found.stills) == 3
    announced = {block for start, end in file.spans for block in range(start // BLOCK, -(-end // BLOCK))}
    opened: Any = CountingFile(large.read_bytes())
    with open_video(opened):
        pass
    # A decoder reads on for frames that come out in another order.
    assert len(file.blocks - opened.blocks - announced) * BLOCK <= len(file.spans) << 18


def test_moments_of_one_group_of_pictures_are_met_in_one_pass(large: Path) -> None:
    file: Any = CountingFile(large.read_bytes())
    moments = [Moment(seconds, 0.0) for seconds in (4.0, 4.24, 4.48, 4.72)]
    found = take_stills(file, StillsRequest(4.0, 4.8, moments, 4, SIZE), 1 << 30, BudgetSpent)
    assert [still.seconds for still in found.stills] == [4.0, 4.24, 4.48, 4.72]


def test_a_spent_budget_ends_with_the_frames_there_are(large: Path) -> None:
    budget = large.stat().st_size // 3
    found = take_from(large, 0.0, 7.9, most=8, budget=budget)
    assert 0 < len(found.stills) < 8
    assert found.cut_short
    assert found.fetched <= budget


@pytest.mark.parametrize("kind", ["matroska", "mpegts"])
def test_other_containers_are_read_too(tmp_path: Path, kind: str) -> None:
    path = write_video(
        tmp_path / "file", steady_times(6.0, 12.5), grey(lambda s: 40 + 20 * int(s)), container_format=kind
    )
    found = take_from(path, 1.0, 5.0, most=3)
    times = [still.seconds for still in found.stills]
    assert times == pytest.approx([1.0, 3.0, 5.0], abs=0.7)
    assert [level(still.jpeg) for still in found.stills] == pytest.approx([40 + 20 * int(t) for t in times], abs=8)


def test_a_frame_is_upright_and_scaled_to_what_the_model_reads_best(tmp_path: Path) -> None:
    path = write_video(tmp_path / "tall.mp4", steady_times(1.0, 12.5), rotation=90)
    file: Any = CountingFile(path.read_bytes())
    found = take_stills(file, StillsRequest(0.0, 1.0, (), 1, PictureSize(48, 10_000)), 1 << 30, BudgetSpent)
    assert Pillow.open(io.BytesIO(found.stills[0].jpeg)).size == (32, 48)


def test_damage_is_passed_over_and_what_cannot_be_decoded_at_all_is_told(brightening: Path, tmp_path: Path) -> None:
    content = bytearray(brightening.read_bytes())
    data = content.index(b"mdat") + 4
    middle = (data + len(content)) // 2
    content[middle : middle + 60] = bytes(60)
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(content)
    assert len(take_from(damaged, 0.0, 7.9, most=6).stills) >= 4
    moov = content.index(b"moov") - 4
    content[data:moov] = bytes(moov - data)
    hopeless = tmp_path / "hopeless.mp4"
    hopeless.write_bytes(content)
    with pytest.raises(UnusableMedia, match="decoded"):
        take_from(hopeless, 0.0, 7.9)


def test_what_is_no_footage_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("not a video at all " * 100)
    with pytest.raises(UnusableMedia) as refused:
        take_from(text, 0.0, 1.0)
    assert refused.value.code == "NOT_A_VIDEO"
    with pytest.raises(UnusableMedia) as refused:
        take_from(write_sound(tmp_path / "sound.mp4"), 0.0, 1.0)
    assert refused.value.code == "NO_VIDEO_STREAM"
