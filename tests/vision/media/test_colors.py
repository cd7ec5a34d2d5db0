"""Colours are described wholly or not at all, and their range is kept."""

from dataclasses import replace
from pathlib import Path

import av
import pytest
from av.video.reformatter import ColorRange

from tests.footage.catalogue import ZOO
from tests.footage.make import write_specimen
from vision.clips.clip import cut_clip
from vision.clips.request import ClipRequest
from vision.media.colors import ColorDescription, complete_description, is_incomplete, read_description

_ZOO = {specimen.name: specimen for specimen in ZOO}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ((2, 2, 2), None),
        ((2, 2, 5), (5, 6, 5)),
        ((2, 2, 6), (6, 6, 6)),
        ((2, 2, 1), (1, 1, 1)),
        ((6, 2, 2), (6, 6, 6)),
        ((1, 13, 2), (1, 13, 1)),
        ((9, 16, 9), (9, 16, 9)),
        ((2, 2, 14), None),
    ],
)
def test_what_is_missing_is_what_usually_belongs_to_it(
    given: tuple[int, int, int], wanted: tuple[int, int, int] | None
) -> None:
    assert complete_description(ColorDescription(*given)) == wanted


@pytest.mark.parametrize("name", ["mjpeg.avi", "full-range.mp4", "h264-b2.mp4", "mpeg2-b2.mpg"])
def test_a_clip_that_is_encoded_anew_tells_all_of_its_colours_or_nothing(name: str, tmp_path: Path) -> None:
    # MJPEG tells its matrix alone: Chromium then showed full range as television's, dark pixels as black.
    source = write_specimen(_ZOO[name], tmp_path)
    cut_clip(source, tmp_path / "clip.mp4", ClipRequest(1.0, 2.0, exact=True))
    with av.open(str(source)) as container, av.open(str(tmp_path / "clip.mp4")) as clip:
        before, after = (next(one.decode(one.streams.video[0])) for one in (container, clip))
        assert not is_incomplete(read_description(after))
        assert (int(before.color_range) == ColorRange.JPEG) == (int(after.color_range) == ColorRange.JPEG)


def test_full_range_with_half_a_description_is_not_copied(tmp_path: Path) -> None:
    full = _ZOO["full-range.mp4"]
    half = replace(full, name="half.mp4", options={**full.options, "x264-params": "colorprim=bt470bg"})
    made = cut_clip(write_specimen(half, tmp_path), tmp_path / "clip.mp4", ClipRequest(1.0, 2.0))
    assert [note.kind for note in made.reasons] == ["COLORS"]
    whole = write_specimen(full, tmp_path)
    assert cut_clip(whole, tmp_path / "clip.mp4", ClipRequest(1.0, 2.0)).reasons == []
