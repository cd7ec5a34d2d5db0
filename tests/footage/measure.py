"""Run every reader of footage on a specimen, and compare its frames and seconds with the ground truth."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from PIL import Image as Pillow

from models.errors import WatchgraphError
from tests.footage.barcode import BRIGHT, DARK, Image, measure_brightness, read_barcode
from tests.footage.damage import to_rgb
from tests.footage.specimen import Specimen, Truth
from vision.clips.clip import cut_clip
from vision.clips.request import ClipRequest
from vision.media.decode import sample_frames
from vision.media.probe import probe
from vision.stills.frame_selection import Moment
from vision.stills.stills import PictureSize, Still, StillsRequest, take_stills

# Ranges that are cut: from the beginning, in the middle, and shorter than the distance of key frames.
RANGES = ((0.0, 5.0), (3.0, 5.0), (5.0, 7.0), (5.0, 5.5))
_SIZE = PictureSize(640, 1 << 20)
_ROUNDING = 0.002
# Encoding costs a little; a range that was taken for the other one costs 15 or more.
_BRIGHTNESS = 8.0


@dataclass(slots=True)
class ReaderResult:
    """The result of one reader: its worst error in seconds, and a sentence for each fault."""

    reader: str
    worst: float = 0.0
    faults: list[str] = field(default_factory=list)

    def compare(self, what: str, reported: float, true: float, tolerance: float) -> None:
        error = abs(reported - true)
        self.worst = max(self.worst, error)
        if error > tolerance + _ROUNDING:
            self.faults.append(f"{what}: told {reported:.3f} s, true {true:.3f} s")


def measure_readers(specimen: Specimen, path: Path, folder: Path) -> list[ReaderResult]:
    """The results of all readers. folder: for the clips."""
    truth = specimen.compute_truth(path)
    readers: dict[str, Callable[[ReaderResult], None]] = {
        "probe": lambda reading: _check_probe(reading, specimen, truth, path),
        "analysis": lambda reading: _check_analysis(reading, specimen, truth, path),
        "stills": lambda reading: _check_stills(reading, specimen, truth, path),
        "copied": lambda reading: _check_clips(reading, specimen, truth, path, folder, exact=False),
        "exact": lambda reading: _check_clips(reading, specimen, truth, path, folder, exact=True),
    }
    return [_run_reader(name, reader, specimen.expected_error) for name, reader in readers.items()]


def _run_reader(name: str, reader: Callable[[ReaderResult], None], refused: str | None) -> ReaderResult:
    reading = ReaderResult(name)
    try:
        reader(reading)
    except WatchgraphError as error:
        if error.code != refused:
            reading.faults.append(f"refused: {error.code}")
    except Exception as error:
        # A table of faults names this one, too, and goes on.
        reading.faults.append(f"{type(error).__name__}: {error}"[:160])
    else:
        if refused is not None:
            reading.faults.append(f"not refused with {refused}")
    return reading


def _check_probe(reading: ReaderResult, specimen: Specimen, truth: Truth, path: Path) -> None:
    reading.compare("duration", probe(path).duration_seconds, truth.duration, 1 / specimen.fps)


def _check_analysis(reading: ReaderResult, specimen: Specimen, truth: Truth, path: Path) -> None:
    frames = sample_frames(path, 2 * specimen.fps)
    seen = set()
    for frame in frames:
        number = read_barcode(frame.image)
        if number is None or number not in truth.seconds:
            reading.faults.append(f"a picture without its number at {frame.seconds:.3f} s")
            continue
        seen.add(number)
        reading.compare(f"frame {number}", frame.seconds, truth.seconds[number], 1 / specimen.fps)
    unseen = (len(truth.seconds) - len(seen)) / specimen.fps
    missing = sum(end - start for start, end in truth.gaps) + unseen
    reading.compare("seconds without footage", frames.skipped_seconds, missing, 2 / specimen.fps)


def _check_stills(reading: ReaderResult, specimen: Specimen, truth: Truth, path: Path) -> None:
    moments = [truth.duration * part for part in (0.0, 0.22, 0.52, 0.71, 0.95)]
    for at, still in zip(moments, take_stills_at(path, moments), strict=True):
        image = np.asarray(Pillow.open(io.BytesIO(still.jpeg)).convert("RGB"))
        _check_appearance(reading, specimen, "still", image, image.shape[1] / image.shape[0])
        number = read_barcode(image)
        if number is None or number not in truth.seconds:
            reading.faults.append(f"a picture without its number at {still.seconds:.3f} s")
            continue
        reading.compare(f"frame {number}", still.seconds, truth.seconds[number], 1 / specimen.fps)
        if not _is_in_gap(at, truth, 1 / specimen.fps):
            shown = truth.seconds[truth.frame_number_at(at)]
            reading.compare(f"the picture at {at:.2f} s", truth.seconds[number], shown, 1 / specimen.fps)


def take_stills_at(path: Path, moments: Sequence[float]) -> Sequence[Still]:
    """The stills at these moments, as for evidence and chats."""
    wanted = StillsRequest(0.0, None, [Moment(at, 0.0) for at in moments], len(moments), _SIZE)
    with _LocalFile(path) as file:
        return take_stills(file, wanted, 1 << 30, _Refusal).stills


def _check_clips(
    reading: ReaderResult, specimen: Specimen, truth: Truth, path: Path, folder: Path, *, exact: bool
) -> None:
    for start, end in RANGES:
        if not any(start <= at < end for at in truth.seconds.values()):
            continue
        target = folder / f"{path.stem}-{start}-{end}-{'exact' if exact else 'copied'}.mp4"
        made = cut_clip(path, target, ClipRequest(start, end, exact=exact))
        shown = _read_clip(target, reading, specimen)
        if not shown:
            reading.faults.append(f"clip {start}-{end}: no picture with a number")
            continue
        _check_clip(reading, specimen, truth, (start, end), (made.start_seconds, made.end_seconds), shown, made.encoded)


def _check_clip(
    reading: ReaderResult,
    specimen: Specimen,
    truth: Truth,
    wanted: tuple[float, float],
    told: tuple[float, float],
    shown: Sequence[tuple[float, int]],
    exact: bool,
) -> None:
    period, what = 1 / specimen.fps, f"clip {wanted[0]}-{wanted[1]}"
    strange = [number for _, number in shown if number not in truth.seconds]
    if strange:
        reading.faults.append(f"{what}: frames {strange[:3]} are not to be seen")
        return
    first_at, first = shown[0]
    for at, number in shown:
        reading.compare(f"{what}, frame {number}", told[0] + at - first_at, truth.seconds[number], period)
    inside = [at for at in truth.seconds.values() if wanted[0] <= at < wanted[1]]
    if exact:
        reading.compare(f"{what}, first frame", truth.seconds[first], max(min(inside), wanted[0]), period)
    elif truth.seconds[first] > max(min(inside), wanted[0]) + _ROUNDING:
        reading.faults.append(f"{what}: starts at {truth.seconds[first]:.3f} s")
    last = truth.seconds[shown[-1][1]]
    if last < max(inside) - period - _ROUNDING:
        reading.faults.append(f"{what}: ends at {last:.3f} s")
    if told[0] > wanted[0] + _ROUNDING and told[0] > min(inside) + _ROUNDING:
        reading.faults.append(f"{what}: told to start at {told[0]:.3f} s")


def _check_appearance(reading: ReaderResult, specimen: Specimen, what: str, image: Image, aspect: float) -> None:
    """Check that colours and shape equal the original's. aspect: width over height, as shown."""
    dark, bright = measure_brightness(image)
    if abs(dark - DARK) > _BRIGHTNESS or abs(bright - BRIGHT) > _BRIGHTNESS:
        reading.faults.append(f"{what}: {DARK} and {BRIGHT} became {dark:.0f} and {bright:.0f}")
    if abs(aspect / specimen.aspect - 1) > 0.03:
        reading.faults.append(f"{what}: shown {aspect:.2f} times as wide as high, not {specimen.aspect:.2f}")


def _is_in_gap(at: float, truth: Truth, period: float) -> bool:
    return any(start - period <= at <= end for start, end in truth.gaps)


def _read_clip(clip: Path, reading: ReaderResult, specimen: Specimen) -> list[tuple[float, int]]:
    """Seconds and numbers of a clip's pictures, as a player shows them; what is wrong with their look goes into the
    reading."""
    found: list[tuple[float, int]] = []
    with av.open(str(clip)) as container:
        [stream] = container.streams.video
        pixel = float(stream.sample_aspect_ratio or 1)
        for frame in container.decode(stream):
            assert isinstance(frame, VideoFrame)
            turns = round(frame.rotation / 90) % 4
            image = np.ascontiguousarray(np.rot90(to_rgb(frame), turns))
            if not found:
                shape = frame.width * pixel / frame.height
                _check_appearance(reading, specimen, "clip", image, 1 / shape if turns % 2 else shape)
            number = read_barcode(image)
            if number is not None and frame.time is not None:
                found.append((frame.time, number))
    return found


class _Refusal(Exception):
    """Never raised: a local file is read without a budget."""


class _LocalFile(io.FileIO):
    fetched = 0

    def prefetch(self, spans: Sequence[tuple[int, int]], /) -> None:
        """Nothing is fetched from afar."""
