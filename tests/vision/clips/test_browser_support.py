"""A clip keeps the footage's own pictures only where current browsers and phones play them."""

from pathlib import Path

import av
import pytest
from av.video.reformatter import ColorRange

from tests.footage.catalogue import ZOO
from tests.footage.make import write_specimen
from tests.footage.specimen import ExtraTrack, Specimen
from vision.clips.clip import ClipResult, cut_clip
from vision.clips.request import ClipRequest
from vision.media.probe import inspect_media

_ZOO = {specimen.name: specimen for specimen in ZOO}


def cut_specimen(specimen: Specimen, folder: Path, *, exact: bool = False) -> tuple[ClipResult, Path]:
    """The seconds from 3 to 5 of its file."""
    source, target = write_specimen(specimen, folder), folder / "clip.mp4"
    return cut_clip(source, target, ClipRequest(3.0, 5.0, exact=exact)), target


@pytest.mark.parametrize("name", ["hevc-b2.mp4", "hevc-b2.mkv", "hevc-b2.ts", "hevc-b2-fragmented.mp4"])
def test_hevc_is_copied_under_the_tag_that_apple_s_players_take(name: str, tmp_path: Path) -> None:
    made, clip = cut_specimen(_ZOO[name], tmp_path)
    assert (made.encoded, list(made.reasons)) == (False, [])
    with av.open(str(clip)) as container:
        [stream] = container.streams.video
        assert (stream.codec_context.name, stream.codec_context.codec_tag) == ("hevc", "hvc1")
        # The parameter sets stand in the header, as that tag promises.
        assert stream.codec_context.extradata


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("high-10.mp4", ["PROFILE", "PIXEL_FORMAT"]),
        ("main-10.mkv", ["PROFILE", "PIXEL_FORMAT"]),
        ("high-422.mp4", ["PROFILE", "PIXEL_FORMAT"]),
        ("mpeg4-b2.mp4", ["CODEC"]),
        ("mjpeg.avi", ["CODEC"]),
        ("vp9.webm", ["CODEC"]),
        ("h264-b2.avi", ["TIMESTAMPS"]),
        ("interlaced.ts", ["INTERLACED"]),
    ],
)
def test_what_browsers_do_not_show_is_encoded_anew_and_says_why(name: str, kinds: list[str], tmp_path: Path) -> None:
    made, clip = cut_specimen(_ZOO[name], tmp_path)
    assert made.encoded
    assert [note.kind for note in made.reasons] == kinds
    assert (made.start_seconds, made.end_seconds) == pytest.approx((3.0, 5.0), abs=0.002)
    with av.open(str(clip)) as container:
        [stream] = container.streams.video
        context = stream.codec_context
        assert (context.name, context.profile) == ("h264", "High")
        # With a j where the values use the full range, which the original's colours do.
        assert context.pix_fmt in ("yuv420p", "yuvj420p")


@pytest.mark.parametrize("exact", [False, True])
def test_a_full_range_and_wide_pixels_are_told_to_the_player(tmp_path: Path, exact: bool) -> None:
    """As cheap cameras write MJPEG: all values of a byte, and pixels that are not square."""
    both = Specimen("both.avi", "mjpeg", pixels="yuvj420p", full_range=True, sample_aspect=(2, 1))
    made, clip = cut_specimen(both, tmp_path, exact=exact)
    assert made.encoded
    with av.open(str(clip)) as container:
        [stream] = container.streams.video
        assert int(stream.codec_context.color_range) == int(ColorRange.JPEG)
        assert stream.sample_aspect_ratio == 2


def test_pictures_that_are_not_looked_at_are_told(tmp_path: Path) -> None:
    preview = Specimen("preview.mp4", track=ExtraTrack(64, 48, first=True, default=False))
    made, clip = cut_specimen(preview, tmp_path)
    assert inspect_media(tmp_path / "preview.mp4").other_tracks == ("track 0: h264 64x48",)
    assert [tuple(note) for note in made.omitted] == [("PICTURES", "track 0: h264 64x48")]
    assert inspect_media(clip).other_tracks == ()
