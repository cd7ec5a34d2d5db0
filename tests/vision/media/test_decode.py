"""Frames at a steady rate, upright, timed by the source."""

from pathlib import Path

import numpy as np
import pytest

from models.errors import UnusableMedia
from tests.vision.media_files import Image, draw_moving_square, steady_times, write_sound, write_video
from vision.media.decode import sample_frames


def _red_above(_seconds: float) -> Image:
    image = np.zeros((64, 96, 3), np.uint8)
    image[:32, :, 0] = 230
    image[32:, :, 2] = 230
    return image


def test_frames_come_at_the_rate_asked_for(tmp_path: Path) -> None:
    frames = list(sample_frames(write_video(tmp_path / "v.mp4", steady_times(3, 25)), 5))
    assert [frame.seconds for frame in frames] == pytest.approx([n / 5 for n in range(15)], abs=0.001)
    assert [frame.number for frame in frames] == list(range(0, 75, 5))


def test_a_rate_that_does_not_divide_keeps_its_mean(tmp_path: Path) -> None:
    frames = list(sample_frames(write_video(tmp_path / "v.mp4", steady_times(4, 12.5)), 5))
    assert len(frames) == 20
    assert max(frame.seconds - n / 5 for n, frame in enumerate(frames)) < 1 / 12.5


def test_a_source_slower_than_the_rate_gives_every_frame(tmp_path: Path) -> None:
    assert len(list(sample_frames(write_video(tmp_path / "v.mp4", steady_times(4, 2)), 5))) == 8


def test_a_variable_rate_keeps_the_sources_times(tmp_path: Path) -> None:
    times = [*steady_times(1, 25), 1.0, 1.5, 2.9, 3.0, 3.04, 3.08, 5.0]
    frames = list(sample_frames(write_video(tmp_path / "v.mp4", times), 5))
    assert [f.seconds for f in frames] == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.5, 2.9, 3.0, 5.0], abs=0.001)
    assert [times[f.number] for f in frames] == pytest.approx([f.seconds for f in frames], abs=0.001)


def test_the_first_frame_is_at_zero_wherever_the_timestamps_begin(tmp_path: Path) -> None:
    frames = list(sample_frames(write_video(tmp_path / "v.ts", steady_times(1, 25), starts=3600.0), 5))
    assert [f.seconds for f in frames] == pytest.approx([0, 0.2, 0.4, 0.6, 0.8], abs=0.001)


def test_one_frame_is_enough(tmp_path: Path) -> None:
    frames = sample_frames(write_video(tmp_path / "v.mp4", [0.0]), 5)
    (only,) = list(frames)
    assert (only.seconds, only.number, only.image.shape) == (0.0, 0, (64, 96, 3))
    assert frames.skipped_seconds == 0


@pytest.mark.parametrize(
    ("rotation", "red", "shape"),
    [
        (0, (slice(5, 25), slice(None)), (64, 96, 3)),
        (180, (slice(-25, -5), slice(None)), (64, 96, 3)),
        (90, (slice(None), slice(5, 25)), (96, 64, 3)),
        (-90, (slice(None), slice(-25, -5)), (96, 64, 3)),
    ],
)
def test_frames_are_turned_upright(
    tmp_path: Path, rotation: int, red: tuple[slice, slice], shape: tuple[int, ...]
) -> None:
    path = write_video(tmp_path / "v.mp4", [0.0, 0.2], _red_above, rotation=rotation)
    for frame in sample_frames(path, 5):
        assert frame.image.shape == shape
        part = frame.image[red].reshape(-1, 3).mean(axis=0)
        assert part[0] > 180 > 60 > part[2]


def test_a_large_picture_is_shrunk_and_says_by_how_much(tmp_path: Path) -> None:
    path = write_video(tmp_path / "v.mp4", [0.0], lambda s: draw_moving_square(s, 960, 540))
    (frame,) = list(sample_frames(path, 5, longest_side=320))
    assert frame.image.shape == (180, 320, 3)
    assert frame.scale == 3.0
    (whole,) = list(sample_frames(path, 5, longest_side=2000))
    assert (whole.image.shape, whole.scale) == ((540, 960, 3), 1.0)


def test_a_file_cut_short_gives_what_is_readable_and_counts_the_rest(tmp_path: Path) -> None:
    path = write_video(tmp_path / "v.mp4", steady_times(8, 25), options={"movflags": "+faststart"})
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"mdat") + (len(content) - content.index(b"mdat")) // 2])
    frames = sample_frames(path, 5)
    seen = list(frames)
    assert 2 < seen[-1].seconds < 6
    assert frames.seconds + frames.skipped_seconds == pytest.approx(8, abs=0.2)


def test_a_damaged_stretch_is_skipped_and_counted(tmp_path: Path) -> None:
    path = write_video(tmp_path / "v.mp4", steady_times(8, 25), options={"movflags": "+faststart"})
    content = bytearray(path.read_bytes())
    begin = content.index(b"mdat") + 8
    length = len(content) - begin
    content[begin + length * 2 // 5 : begin + length * 3 // 5] = bytes(length * 3 // 5 - length * 2 // 5)
    path.write_bytes(bytes(content))
    frames = sample_frames(path, 5)
    times = [frame.seconds for frame in frames]
    assert times[0] == 0.0
    assert times[-1] == pytest.approx(7.8, abs=0.05)
    assert 0.5 < frames.skipped_seconds < 4


def test_a_stretch_that_is_left_out_ends_at_a_key_frame_and_is_counted(tmp_path: Path) -> None:
    # With a key frame every 0.48 s.
    path = write_video(tmp_path / "v.mp4", steady_times(8, 25))
    whole = list(sample_frames(path, 25))
    frames = sample_frames(path, 25, excluded=[(2.5, 4.5), (6.0, 6.1)])
    seen = list(frames)
    assert all(f.seconds < 2.5 or 4.79 < f.seconds < 6.0 or f.seconds > 6.23 for f in seen)
    # Some frames before a stretch are still with the decoder's threads when it begins.
    assert len([f for f in seen if 4.79 < f.seconds < 6.0]) > 10
    assert frames.skipped_seconds == pytest.approx(2.3 + 0.24, abs=1.3)
    assert frames.seconds == pytest.approx(8, abs=0.01)
    for one, other in zip(whole[:40], seen[:40], strict=True):
        assert (one.number, one.seconds) == (other.number, other.seconds)
        assert np.array_equal(one.image, other.image)
    # Nor is what comes after a stretch made from what lies in it.
    assert np.array_equal(whole[-1].image, seen[-1].image)


def test_what_is_left_out_at_the_end_is_counted(tmp_path: Path) -> None:
    frames = sample_frames(write_video(tmp_path / "v.mp4", steady_times(8, 25)), 5, excluded=[(5.0, 60.0)])
    assert list(frames)[-1].seconds < 5.1
    assert frames.skipped_seconds == pytest.approx(3, abs=0.5)


def test_sound_that_runs_on_is_no_missing_footage(tmp_path: Path) -> None:
    frames = sample_frames(write_video(tmp_path / "v.mp4", steady_times(2, 25), sound=True), 5)
    assert len(list(frames)) == 10
    assert frames.skipped_seconds == 0


def test_a_rate_of_zero_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="fps"):
        sample_frames(tmp_path / "v.mp4", 0)


def test_what_cannot_be_opened_says_why_on_the_first_frame(tmp_path: Path) -> None:
    with pytest.raises(UnusableMedia) as refused:
        next(sample_frames(write_sound(tmp_path / "v.mp4"), 5))
    assert refused.value.code == "NO_VIDEO_STREAM"
