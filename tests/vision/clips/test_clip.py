"""Clips: the footage's own pictures from the key frame on, or exactly the range, and playable while they load."""

from pathlib import Path

import av
import pytest

from models.errors import UnusableMedia
from tests.vision.media_files import steady_times, write_video
from vision.clips.clip import cut_clip
from vision.clips.request import ClipRequest
from vision.media.decode import sample_frames
from vision.media.probe import probe


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds at 25 frames a second with a key frame every 12, and a tone."""
    return write_video(tmp_path_factory.mktemp("clip") / "v.mp4", steady_times(10, 25), sound=True)


def boxes(path: Path) -> list[bytes]:
    content, found, at = path.read_bytes(), [], 0
    while at < len(content):
        found.append(content[at + 4 : at + 8])
        at += int.from_bytes(content[at : at + 4], "big")
    return found


def packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


def test_a_copy_starts_at_the_key_frame_before_and_keeps_every_bit(footage: Path, tmp_path: Path) -> None:
    made = cut_clip(footage, tmp_path / "clip.mp4", ClipRequest(3.0, 5.0))
    # Key frames are at every 0.48 s.
    assert made.start_seconds == pytest.approx(2.88, abs=0.001)
    assert made.end_seconds == pytest.approx(5.0, abs=0.05)
    assert not made.encoded
    whole, clip = packets(footage), packets(tmp_path / "clip.mp4")
    assert clip == whole[72 : 72 + len(clip)]
    assert probe(tmp_path / "clip.mp4").duration_seconds == pytest.approx(
        made.end_seconds - made.start_seconds, abs=0.1
    )


def test_an_exact_clip_starts_and_ends_where_asked(footage: Path, tmp_path: Path) -> None:
    made = cut_clip(footage, tmp_path / "clip.mp4", ClipRequest(3.0, 5.0, exact=True))
    assert made.encoded
    assert made.start_seconds == pytest.approx(3.0, abs=0.001)
    assert made.end_seconds == pytest.approx(5.0, abs=0.001)
    frames = list(sample_frames(tmp_path / "clip.mp4", 25))
    assert len(frames) == 50
    # The first picture is the footage's at 3 s, but for what encoding loses.
    [there] = [frame for frame in sample_frames(footage, 25) if abs(frame.seconds - 3.0) < 0.001]
    assert abs(frames[0].image.astype(int) - there.image.astype(int)).mean() < 4


@pytest.mark.parametrize("exact", [False, True])
def test_it_plays_while_it_loads_and_has_its_sound(footage: Path, tmp_path: Path, exact: bool) -> None:
    cut_clip(footage, tmp_path / "clip.mp4", ClipRequest(1.0, 2.5, exact=exact, sound=True))
    kinds = boxes(tmp_path / "clip.mp4")
    assert kinds.index(b"moov") < kinds.index(b"mdat")
    with av.open(str(tmp_path / "clip.mp4")) as container:
        [sound] = container.streams.audio
        heard = [packet.pts * packet.time_base for packet in container.demux(sound) if packet.pts is not None]
    # What comes before 0 is how AAC begins, and is not heard.
    assert next(seconds for seconds in heard if seconds >= 0) < 0.1
    assert 1.2 < heard[-1] <= 1.6


@pytest.mark.parametrize(("name", "codec", "copied"), [("v.mkv", "libx264", True), ("v.avi", "mjpeg", False)])
@pytest.mark.parametrize("starts", [0.0, 7.0])
def test_other_containers_are_cut_too(tmp_path: Path, name: str, codec: str, copied: bool, starts: float) -> None:
    starts = starts if name == "v.mkv" else 0.0
    source = write_video(
        tmp_path / name, steady_times(3, 25), codec=codec, pix_fmt="yuv420p" if copied else "yuvj420p", starts=starts
    )
    made = cut_clip(source, tmp_path / "clip.mp4", ClipRequest(1.0, 2.0))
    assert made.encoded is not copied
    assert 0.5 <= made.start_seconds <= 1.0
    assert made.end_seconds == pytest.approx(2.0, abs=0.1)
    assert probe(tmp_path / "clip.mp4").codec == "h264"


def test_a_range_outside_shows_nothing(footage: Path, tmp_path: Path) -> None:
    for exact in (False, True):
        with pytest.raises(UnusableMedia) as refused:
            cut_clip(footage, tmp_path / "clip.mp4", ClipRequest(20.0, 21.0, exact=exact))
        assert refused.value.code == "NOTHING_IN_RANGE"


def test_a_turned_picture_stays_turned(tmp_path: Path) -> None:
    source = write_video(tmp_path / "v.mp4", steady_times(2, 25), rotation=90)
    for exact in (False, True):
        cut_clip(source, tmp_path / "clip.mp4", ClipRequest(0.5, 1.5, exact=exact))
        media = probe(tmp_path / "clip.mp4")
        assert (media.width, media.height) == (64, 96)
