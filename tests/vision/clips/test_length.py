"""A clip is as long as is told of it, also where frames come at odd times or are decoded in another order."""

from pathlib import Path

import av
import pytest

from tests.footage.catalogue import ZOO
from tests.footage.make import write_specimen
from vision.clips.clip import cut_clip
from vision.clips.request import ClipRequest

_ZOO = {specimen.name: specimen for specimen in ZOO}


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("name", ["variable-b2.mkv", "h264-b2.mp4", "hole-b2.mp4", "one-frame.mkv", "half-a-frame.mp4"])
@pytest.mark.parametrize(("start", "end"), [(3.0, 6.5), (5.3, 7.5)])
def test_its_file_ends_when_its_last_picture_does(
    name: str, start: float, end: float, exact: bool, tmp_path: Path
) -> None:
    made = cut_clip(write_specimen(_ZOO[name], tmp_path), tmp_path / "clip.mp4", ClipRequest(start, end, exact=exact))
    with av.open(str(tmp_path / "clip.mp4")) as container:
        [stream] = container.streams.video
        assert stream.duration is not None
        assert stream.time_base is not None
        seconds = float(stream.duration * stream.time_base)
    assert seconds == pytest.approx(made.end_seconds - made.start_seconds, abs=0.04)
