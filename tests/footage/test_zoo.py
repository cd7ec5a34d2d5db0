"""Every reader of footage finds each frame at its true second.

These are the kinds of files that failed most often; `python -m evals.zoo` measures the whole zoo.
"""

from pathlib import Path

import pytest

from tests.footage.catalogue import ZOO
from tests.footage.make import write_specimen
from tests.footage.measure import measure_readers

_FAST = (
    "h264-b2.mp4",
    "h264-b2-fragmented.mp4",
    "hevc-b2.mkv",
    "h264-b2.mkv",
    "h264.ts",
    "h264-b2.avi",
    "mjpeg.avi",
    "offset-3600.mkv",
    "hole-b2.mp4",
    "lost.ts",
    "restarted-b2.ts",
    "entered-late.ts",
    "one-frame.mkv",
    "variable-b2.mkv",
    "rotated-90.mp4",
    "wide-pixels.mp4",
    "full-range.mp4",
    "preview-first.mp4",
    "high-10.mp4",
    "sound-g711.avi",
)
_BY_NAME = {specimen.name: specimen for specimen in ZOO}


def test_the_zoo_has_sixty_kinds_and_each_its_name() -> None:
    assert len(_BY_NAME) == len(ZOO) >= 60


@pytest.mark.parametrize("name", _FAST)
def test_every_reader_shows_the_frame_of_its_second(name: str, tmp_path: Path) -> None:
    specimen = _BY_NAME[name]
    readings = measure_readers(specimen, write_specimen(specimen, tmp_path), tmp_path)
    assert {reading.reader: reading.faults for reading in readings if reading.faults} == {}
