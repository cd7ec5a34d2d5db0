"""Clips are silent unless the server is set up otherwise; what is left out is told."""

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.footage.make import write_specimen
from tests.footage.specimen import Specimen
from vision.clips.clip import ClipResult, cut_clip
from vision.clips.request import ClipRequest

# As cameras and recorders write it.
_G711 = ("pcm_alaw", "pcm_mulaw")


def record_sound(codec: str, folder: Path, container: str = "mov") -> Path:
    """Footage with a tone of 440 Hz."""
    return write_specimen(Specimen(f"{codec}.{container}", sound=codec), folder)


def read_samples(clip: Path) -> NDArray[np.float32]:
    """The samples of its sound, from -1 to 1."""
    with av.open(str(clip)) as container:
        [stream] = container.streams.audio
        assert stream.codec_context.name == "aac"
        return np.concatenate([frame.to_ndarray()[0].astype(np.float32) for frame in container.decode(stream)])


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("codec", _G711)
def test_without_the_setting_a_clip_is_silent_and_says_what_it_lacks(codec: str, exact: bool, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    made: ClipResult = cut_clip(record_sound(codec, tmp_path), clip, ClipRequest(3.0, 5.0, exact=exact))
    assert [tuple(note) for note in made.omitted] == [("SOUND", f"{codec}, mono, 8000 Hz")]
    with av.open(str(clip)) as container:
        assert len(container.streams) == 1


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("codec", _G711)
def test_with_the_setting_it_is_aac_of_the_same_seconds(codec: str, exact: bool, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    made = cut_clip(record_sound(codec, tmp_path), clip, ClipRequest(3.0, 5.0, exact=exact, sound=True))
    assert list(made.omitted) == []
    tone = read_samples(clip)
    seconds = made.end_seconds - made.start_seconds
    assert len(tone) / 8000 == pytest.approx(seconds, abs=0.3)
    # It is the tone that was recorded, as loud.
    spectrum = np.abs(np.fft.rfft(tone))
    assert np.argmax(spectrum) * 8000 / len(tone) == pytest.approx(440, abs=2)
    assert np.abs(tone).max() == pytest.approx(8000 / 32768, rel=0.3)


def test_footage_without_sound_lacks_none(tmp_path: Path) -> None:
    source = write_specimen(Specimen("silent.mp4"), tmp_path)
    for sound in (False, True):
        assert list(cut_clip(source, tmp_path / "clip.mp4", ClipRequest(3.0, 5.0, sound=sound)).omitted) == []
