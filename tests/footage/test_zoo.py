"""Every reader of footage tells the seconds that stand in the pictures.

These are the kinds of files of which that is true so far; `python -m evals.zoo` measures all, and lists the others.
"""

from pathlib import Path

import pytest

from tests.footage.catalogue import ZOO
from tests.footage.make import make
from tests.footage.measure import measure

_FAST = (
    "h264.mp4",
    "hevc.mp4",
    "h264-fragmented.mp4",
    "h264.mkv",
    "vp9.webm",
    "h264.flv",
    "offset-900.flv",
    "one-frame.mp4",
    "intra.mp4",
    "rotated-90.mp4",
    "preview-second.mp4",
    "cover.mp4",
    "sound-g711.mov",
)
_BY_NAME = {specimen.name: specimen for specimen in ZOO}


def test_the_zoo_has_sixty_kinds_and_each_its_name() -> None:
    assert len(_BY_NAME) == len(ZOO) >= 60


@pytest.mark.parametrize("name", _FAST)
def test_every_reader_shows_the_frame_of_the_second_that_it_tells(name: str, tmp_path: Path) -> None:
    specimen = _BY_NAME[name]
    readings = measure(specimen, make(specimen, tmp_path), tmp_path)
    assert {reading.reader: reading.faults for reading in readings if reading.faults} == {}
