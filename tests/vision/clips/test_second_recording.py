"""Two recordings in one file, both with times from 0: the second is footage like the first."""

import io
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image as Pillow

from models.errors import UnusableMedia
from tests.footage.barcode import read_barcode
from tests.footage.catalogue import ZOO
from tests.footage.damage import to_rgb
from tests.footage.make import write_specimen
from tests.footage.measure import take_stills_at
from vision.clips.clip import cut_clip
from vision.clips.request import ClipRequest
from vision.media.clock import FootageClock
from vision.media.decode import sample_frames
from vision.media.probe import probe

_BY_NAME = {specimen.name: specimen for specimen in ZOO}
# 12 s at 10 frames a second each.
_ALL, _LENGTH = 240, 24.0


@pytest.fixture(scope="module", params=["restarted.ts", "restarted-b2.ts"])
def footage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_specimen(_BY_NAME[request.param], tmp_path_factory.mktemp("two"))


def read_numbers(clip: Path) -> list[int]:
    with av.open(str(clip)) as container:
        found = [read_barcode(to_rgb(frame)) for frame in container.decode(video=0)]
    return [number for number in found if number is not None]


def test_all_of_it_is_looked_at(footage: Path) -> None:
    frames = sample_frames(footage, 10)
    seen = [(read_barcode(frame.image), frame.seconds) for frame in frames]
    assert [number for number, _ in seen] == list(range(_ALL))
    assert [seconds for _, seconds in seen] == pytest.approx([number / 10 for number in range(_ALL)], abs=0.002)
    assert frames.skipped_seconds == 0
    assert probe(footage).duration_seconds == pytest.approx(_LENGTH, abs=0.1)
    assert frames.clock is not None
    # What time it was in the second recording, nobody knows.
    assert [(round(at, 3), ahead) for at, ahead in frames.clock.jumps] == [(12.0, None)]


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize(("start", "end"), [(15.0, 17.0), (21.3, 24.0), (12.0, 12.5)])
@pytest.mark.parametrize("known", [False, True])
def test_a_clip_of_the_second_shows_its_frames(
    footage: Path, tmp_path: Path, start: float, end: float, exact: bool, known: bool
) -> None:
    """known: the footage was analyzed before."""
    made = cut_clip(
        footage,
        tmp_path / "clip.mp4",
        ClipRequest(start, end, exact=exact),
        clock=read_clock(footage) if known else None,
    )
    assert read_numbers(tmp_path / "clip.mp4") == list(
        range(round(made.start_seconds * 10), round(made.end_seconds * 10))
    )
    # Copied, frames may come along on which others lean.
    assert end - 0.002 <= made.end_seconds <= end + (0.002 if exact else 0.3)
    assert made.start_seconds <= start + 0.002
    assert made.start_seconds >= (start if exact else max(12.0, start - 2.0)) - 0.002


@pytest.mark.parametrize("exact", [False, True])
def test_a_clip_through_both_is_encoded_and_shows_both(footage: Path, tmp_path: Path, exact: bool) -> None:
    made = cut_clip(footage, tmp_path / "clip.mp4", ClipRequest(11.0, 13.0, exact=exact))
    assert [note.kind for note in made.reasons] == ["EXACT" if exact else "PARTS"]
    assert (made.start_seconds, made.end_seconds) == pytest.approx((11.0, 13.0), abs=0.002)
    assert read_numbers(tmp_path / "clip.mp4") == list(range(110, 130))


@pytest.mark.parametrize("seconds", [0.0, 11.9, 12.0, 17.5, 23.9])
def test_a_still_of_either_shows_its_frame(footage: Path, seconds: float) -> None:
    [still] = take_stills_at(footage, [seconds])
    assert still.seconds == pytest.approx(seconds, abs=0.002)
    assert read_barcode(np.asarray(Pillow.open(io.BytesIO(still.jpeg)).convert("RGB"))) == round(seconds * 10)


def test_behind_both_there_is_nothing(footage: Path, tmp_path: Path) -> None:
    with pytest.raises(UnusableMedia) as refused:
        cut_clip(footage, tmp_path / "clip.mp4", ClipRequest(24.5, 26.0, exact=True))
    assert refused.value.code == "NOTHING_IN_RANGE"


def read_clock(footage: Path) -> FootageClock:
    frames = sample_frames(footage, 1)
    for _ in frames:
        pass
    assert frames.clock is not None
    return FootageClock.from_json(frames.clock.to_json())
