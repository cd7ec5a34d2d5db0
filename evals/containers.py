"""`python -m evals.containers VIDEO`: whether a recording has the same events in other containers and at lower rates.

The recording is encoded as TS, MKV and fragmented MP4 with B-frames, and at 1, 2 and 5 frames a second. Two events are
the same if they have one type, and their starts and ends differ by at most one second.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
from av.video.stream import VideoStream

from vision.analyze import analyze
from vision.detected_event import DetectedEvent
from vision.media.decode import SampledFrame, sample_frames

TOLERANCE_SECONDS = 1.0
# Events farther apart than this are different events.
_NEAR_SECONDS = 3.0
_ANALYZED_FPS, _LOITERING_SECONDS = 5.0, 60.0
_TICKS = 90_000


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to encode the recording. fps: frames a second; None keeps the recording's."""

    file: str
    fps: float | None = None
    container: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


VARIANTS = (
    Variant("b-frames.ts", container="mpegts"),
    Variant("b-frames.mkv", container="matroska"),
    Variant(
        "b-frames-fragmented.mp4", container="mp4", options={"movflags": "frag_keyframe+empty_moov+default_base_moof"}
    ),
    Variant("1-fps.mp4", 1.0),
    Variant("2-fps.mkv", 2.0),
    Variant("5-fps.ts", 5.0),
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.containers", description=__doc__)
    parser.add_argument("video", type=Path, help="a recording of people")
    chosen = parser.parse_args(arguments)
    expected = analyze(chosen.video, fps=_ANALYZED_FPS, loitering_seconds=_LOITERING_SECONDS).events
    print(f"{chosen.video.name}: {len(expected)} events")
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for variant in VARIANTS:
            found = analyze(
                encode_variant(variant, chosen.video, Path(folder)),
                fps=_ANALYZED_FPS,
                loitering_seconds=_LOITERING_SECONDS,
            ).events
            differences = list(list_differences(expected, found))
            wrong += bool(differences)
            worst = max((time_difference(*pair) for pair in match_events(expected, found)), default=0.0)
            print(f"{variant.file:24} {len(found):3} events, worst difference {worst:.2f} s")
            for difference in differences:
                print(f"    {difference}")
    print(f"Wrong: {wrong} of {len(VARIANTS)}.")
    return 1 if wrong else 0


def encode_variant(variant: Variant, video: Path, folder: Path) -> Path:
    """Encode a recording as H.264 with B-frames, each frame at its original time."""
    path = folder / variant.file
    with av.open(str(path), "w", format=variant.container, options=dict(variant.options)) as out:
        stream: VideoStream | None = None
        for frame in _read_frames(video, variant.fps):
            if stream is None:
                rate = Fraction(variant.fps or 25).limit_denominator(1000)
                options = {"preset": "veryfast", "crf": "20", "bf": "2"}
                stream = out.add_stream("libx264", rate=rate, options=options)
                stream.height, stream.width = frame.image.shape[0] // 2 * 2, frame.image.shape[1] // 2 * 2
                stream.pix_fmt = "yuv420p"
                stream.time_base = stream.codec_context.time_base = Fraction(1, _TICKS)
                stream.codec_context.gop_size = max(1, round(2 * float(rate)))
            picture = av.VideoFrame.from_ndarray(frame.image[: stream.height, : stream.width].copy(), format="rgb24")
            picture.pts, picture.time_base = round(frame.seconds * _TICKS), Fraction(1, _TICKS)
            out.mux(stream.encode(picture))
        if stream is not None:
            out.mux(stream.encode(None))
    return path


def _read_frames(video: Path, fps: float | None) -> Iterator[SampledFrame]:
    return sample_frames(video, fps or 1000.0)


def match_events(
    expected: Sequence[DetectedEvent], found: Sequence[DetectedEvent]
) -> Iterator[tuple[DetectedEvent, DetectedEvent]]:
    """Pairs of events of one type that are near each other, nearest first; each event is in at most one pair."""
    near = [
        (time_difference(event, other), first, second)
        for first, event in enumerate(expected)
        for second, other in enumerate(found)
        if event.type is other.type and time_difference(event, other) <= _NEAR_SECONDS
    ]
    taken: set[tuple[str, int]] = set()
    for _, first, second in sorted(near):
        if not taken & {("expected", first), ("found", second)}:
            taken |= {("expected", first), ("found", second)}
            yield expected[first], found[second]


def list_differences(expected: Sequence[DetectedEvent], found: Sequence[DetectedEvent]) -> Iterator[str]:
    """A line for each event that is missing, unexpected, or at another time."""
    matched = list(match_events(expected, found))
    for event in expected:
        if not any(known is event for known, _ in matched):
            yield f"missing: {_format_event(event)}"
    for event in found:
        if not any(known is event for _, known in matched):
            yield f"too much: {_format_event(event)}"
    for event, other in matched:
        if time_difference(event, other) > TOLERANCE_SECONDS:
            yield f"elsewhere: {_format_event(event)} -> {_format_event(other)}"


def time_difference(first: DetectedEvent, second: DetectedEvent) -> float:
    """The larger of the differences between their starts and between their ends, in seconds."""
    return max(abs(first.start_seconds - second.start_seconds), abs(first.end_seconds - second.end_seconds))


def _format_event(event: DetectedEvent) -> str:
    return f"{event.type} {event.track_id} {event.start_seconds:.2f}-{event.end_seconds:.2f}"


if __name__ == "__main__":
    sys.exit(main())
