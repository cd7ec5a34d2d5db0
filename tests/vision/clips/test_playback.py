"""Browsers play an original as it is only where they all do, at the seconds that the product counts."""

from dataclasses import replace
from pathlib import Path

import av
import pytest

from tests.footage.catalogue import ZOO
from tests.footage.make import write_specimen
from tests.footage.specimen import ExtraTrack, Specimen
from vision.clips.clip import cut_clip
from vision.clips.playback import PLAYED_CODECS
from vision.clips.request import ClipRequest
from vision.media.probe import inspect_media

_ZOO = {specimen.name: specimen for specimen in ZOO}
PREVIEW = Specimen("preview.mp4", track=ExtraTrack(64, 48, first=True, default=False))


@pytest.mark.parametrize("name", ["h264.mp4", "h264-b2.mp4", "h264-b2.mov", "h264-b2-fragmented.mp4"])
def test_h264_in_mp4_is_played_as_it_is(name: str, tmp_path: Path) -> None:
    assert inspect_media(write_specimen(_ZOO[name], tmp_path)).play_obstacles == ()


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("hevc-b2.mp4", ["CODEC"]),
        ("hevc-b2.mkv", ["CODEC", "CONTAINER"]),
        ("h264.mkv", ["CONTAINER"]),
        ("h264-b2.ts", ["CONTAINER"]),
        ("vp9.webm", ["CODEC", "CONTAINER"]),
        ("mjpeg.avi", ["CODEC", "CONTAINER"]),
        ("high-10.mp4", ["PROFILE", "PIXEL_FORMAT"]),
    ],
)
def test_what_some_browser_does_not_play_says_why(name: str, kinds: list[str], tmp_path: Path) -> None:
    found = inspect_media(write_specimen(_ZOO[name], tmp_path)).play_obstacles
    assert [note.kind for note in found] == kinds


def test_a_file_whose_first_picture_is_late_is_not_played_as_it_is(tmp_path: Path) -> None:
    """A browser would be at another second than the product."""
    found = inspect_media(write_specimen(Specimen("late.mp4", offset=60), tmp_path)).play_obstacles
    assert [tuple(note) for note in found] == [("START", "60.0")]


def test_a_file_with_several_pictures_is_not_left_to_the_browser_s_choice(tmp_path: Path) -> None:
    found = inspect_media(write_specimen(PREVIEW, tmp_path)).play_obstacles
    assert [note.kind for note in found] == ["SEVERAL"]


@pytest.mark.parametrize(
    ("name", "encoded"), [("hevc-b2.mkv", True), ("h264-b2.mkv", False), ("h264-b2.ts", False), ("vp9.webm", True)]
)
def test_a_rendition_is_played_as_it_is_and_shows_every_second(name: str, encoded: bool, tmp_path: Path) -> None:
    source, target = write_specimen(_ZOO[name], tmp_path), tmp_path / "playback.mp4"
    made = cut_clip(source, target, ClipRequest(0.0, 3600.0, copied_codecs=PLAYED_CODECS))
    assert made.encoded is encoded
    assert (made.start_seconds, made.end_seconds) == pytest.approx((0.0, 12.0), abs=0.11)
    assert inspect_media(target).play_obstacles == ()


def test_large_footage_is_encoded_no_larger_than_screens_are(tmp_path: Path) -> None:
    source, target = write_specimen(replace(_ZOO["hevc-b2.mkv"]), tmp_path), tmp_path / "playback.mp4"
    cut_clip(source, target, ClipRequest(0.0, 3600.0, copied_codecs=PLAYED_CODECS, most_pixels=80 * 64))
    with av.open(str(target)) as container:
        [stream] = container.streams.video
        assert (stream.codec_context.width, stream.codec_context.height) == (80, 64)
