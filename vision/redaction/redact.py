"""Cuts a part out of footage with people blurred: two passes over the frames, and a look at what came of them.

The first pass finds people; the second blurs, encodes, and looks again at blurred frames. Whom the detector still finds
is blurred as well in another round; after the last round, the frames around whoever is left are blurred whole.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from models.errors import UnusableMedia
from vision.clips.request import ClipRequest
from vision.detection.boxes import Detection, LabelledDetection, RgbImage
from vision.detection.choice import DetectorChoice
from vision.detection.detect import Detector, load_detector
from vision.media.clock import FootageClock
from vision.media.container import Source, open_video
from vision.media.decoder_memory import encoder_options
from vision.media.probe import estimate_clock
from vision.media.seek import ROUNDING_SECONDS, SeekingReader
from vision.people.person import Track
from vision.people.track import PeopleTracker
from vision.redaction.blur import blur_boxes, blur_whole
from vision.redaction.boxes import Box, PersonPath, RedactionPlan, Seen, is_of, plan_redaction

# Frames a second in which people are looked for.
LOOKS_PER_SECOND = 8.0
# Whoever may be a person is blurred; the tracker begins no track with less than the detector's own threshold.
_LEAST_CONFIDENCE = 0.2
_ROUNDS = 3
# So far a named person is followed into a part from the nearest moment at which it is known where they are.
_FOLLOWED_SECONDS, _AROUND_MOMENT = 300.0, 0.5
_MAX_PIXELS = 1920 * 1088
_TIME_BASE = Fraction(1, 90_000)
_QUALITY = {"crf": "21", "preset": "veryfast", "profile": "high"}
_FASTSTART = {"movflags": "+faststart"}
# A child's way to tell that it is alive: frames are few enough.
_REPORT_EVERY = 25


@dataclass(frozen=True, slots=True)
class RedactedClip:
    """What was cut, in seconds from the footage's first frame, and how many of its frames were blurred.

    named_found: whether somebody was recognised who was not to be blurred. rounds: how often it was encoded.
    """

    start_seconds: float
    end_seconds: float
    frames: int
    frames_with_blur: int
    frames_blurred_whole: int
    named_found: bool
    people: int
    rounds: int


@dataclass(frozen=True, slots=True)
class RedactionRequest:
    """The part of the footage, and moments of people who stay as they are: in seconds of the footage, and pixels of its
    upright frames. They are in the order of time.
    """

    part: ClipRequest
    named: Sequence[Seen] = ()
    detector: DetectorChoice = field(default_factory=DetectorChoice)


def redact_clip(
    source: Source,
    target: Path,
    request: RedactionRequest,
    *,
    clock: FootageClock | None = None,
    on_progress: Callable[[], None] = lambda: None,
) -> RedactedClip:
    """Write the requested part with people blurred: H.264 without sound, upright.

    Raises UnusableMedia: what `open_video` raises, and NOTHING_IN_RANGE.
    """
    clock = clock or estimate_clock(source, scanned_bytes=None)
    detector = load_detector(request.detector)
    work = _Redaction(source, clock, request.part, detector, on_progress)
    plan = work.find_people(request.named)
    for number in range(1, _ROUNDS + 1):
        counted, left = work.encode(plan, target)
        if not left or number == _ROUNDS:
            break
        plan = replace(plan, extra=sorted([*plan.extra, *left], key=lambda one: one.seconds))
    if left:
        plan = replace(plan, whole=[*plan.whole, *(one.seconds for one in left)])
        counted, _ = work.encode(plan, target)
        number += 1
    return RedactedClip(
        round(counted.start, 6),
        round(counted.end, 6),
        counted.frames,
        counted.blurred,
        counted.whole,
        bool(plan.named),
        len(plan.others) + len(plan.named),
        number,
    )


@dataclass(slots=True)
class _Counts:
    start: float = 0.0
    end: float = 0.0
    frames: int = 0
    blurred: int = 0
    whole: int = 0


class _Redaction:
    """The passes over one part of footage."""

    def __init__(
        self,
        source: Source,
        clock: FootageClock,
        request: ClipRequest,
        detector: Detector,
        on_progress: Callable[[], None],
    ) -> None:
        self._source, self._clock, self._request = source, clock, request
        self._detector = detector
        self._on_progress = on_progress
        self._frame_seconds, self._scale = 0.04, 1.0
        self._rate = Fraction(25)

    def find_people(self, named: Sequence[Seen]) -> RedactionPlan:
        """The first pass. Raises UnusableMedia where there is no frame."""
        tracker = PeopleTracker(LOOKS_PER_SECOND)
        tracks: dict[int, Track] = {}
        detections: list[Seen] = []
        looked_at: list[float] = []
        part = extend_part(self._request, named)
        for number, (seconds, image) in enumerate(self._read_looks(part)):
            people = self._find(image, _LEAST_CONFIDENCE)
            looked_at.append(seconds)
            detections += [Seen(seconds, one.corners, one.is_weak) for one in people]
            for track in tracker.update(seconds, number, image, people)[0]:
                tracks[id(track)] = track
        if not looked_at:
            raise UnusableMedia("NOTHING_IN_RANGE")
        for track in tracker.finish():
            tracks[id(track)] = track
        paths = [PersonPath([Seen(one.seconds, one.corners) for one in track.sightings]) for track in tracks.values()]
        shrunk = [Seen(one.seconds, _scale_box(one.box, self._scale)) for one in named]
        return plan_redaction(paths, detections, shrunk, looked_at)

    def encode(self, plan: RedactionPlan, target: Path) -> tuple[_Counts, list[Seen]]:
        """The second pass: what was written, and people whom the detector still finds."""
        counts, left, due = _Counts(), list[Seen](), self._request.start
        encoder: VideoStream | None = None
        with av.open(str(target), "w", format="mp4", options=_FASTSTART) as out:
            for seconds, image in self._read_images(self._request):
                self._blur(image, seconds, plan, counts)
                if seconds >= due - 1e-6 and plan.is_certain(seconds):
                    due = seconds + 1 / LOOKS_PER_SECOND
                    left += self._find_left(image, seconds, plan)
                if encoder is None:
                    counts.start = seconds
                    encoder = _add_encoder(out, image, self._rate)
                counts.end = seconds + self._frame_seconds
                frame = VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")
                picture = frame.reformat(width=encoder.width, height=encoder.height, format="yuv420p")
                picture.pts, picture.time_base = round((seconds - counts.start) / _TIME_BASE), _TIME_BASE
                out.mux(encoder.encode(picture))
            if encoder is None:
                raise UnusableMedia("NOTHING_IN_RANGE")
            out.mux(encoder.encode(None))
        return counts, left

    def _blur(self, image: RgbImage, seconds: float, plan: RedactionPlan, counts: _Counts) -> None:
        counts.frames += 1
        if not plan.is_certain(seconds):
            blur_whole(image)
            counts.whole += 1
        elif blur_boxes(image, plan.list_boxes(seconds)):
            counts.blurred += 1
        if counts.frames % _REPORT_EVERY == 0:
            self._on_progress()

    def _find_left(self, image: RgbImage, seconds: float, plan: RedactionPlan) -> list[Seen]:
        """People in a blurred frame who are nobody that is named."""
        named = plan.find_named(seconds)
        found = self._detector.detect_people(image)
        return [Seen(seconds, one.corners) for one in found if not any(is_of(one.corners, box) for box in named)]

    def _find(self, image: RgbImage, threshold: float) -> list[Detection]:
        """People in a frame."""
        found = self._detector.detect_candidates(image, threshold)
        return [one for one in found if not isinstance(one, LabelledDetection)]

    def _read_looks(self, part: ClipRequest) -> Iterator[tuple[float, RgbImage]]:
        """The frames of a part that are looked at: LOOKS_PER_SECOND, and the first after a gap."""
        due = float("-inf")
        for number, (seconds, image) in enumerate(self._read_images(part)):
            if seconds >= due - 1e-6:
                due = seconds + 1 / LOOKS_PER_SECOND
                yield seconds, image
            if number % _REPORT_EVERY == 0:
                self._on_progress()

    def _read_images(self, part: ClipRequest) -> Iterator[tuple[float, RgbImage]]:
        """The frames of a part, upright, with their positions."""
        with open_video(self._source) as (container, stream):
            stream.thread_type = "AUTO"
            footage = SeekingReader(container, stream, self._clock)
            self._frame_seconds, self._rate = footage.timestamps.frame_seconds, footage.timestamps.rate
            for seconds, frame in footage.read_frames(part.start):
                if seconds >= part.end - ROUNDING_SECONDS:
                    return
                if seconds + self._frame_seconds > part.start + ROUNDING_SECONDS:
                    image, self._scale = _to_upright(frame)
                    yield seconds, image


def _scale_box(box: Box, scale: float) -> Box:
    left, top, right, bottom = (side * scale for side in box)
    return left, top, right, bottom


def extend_part(part: ClipRequest, named: Sequence[Seen]) -> ClipRequest:
    """The part in which people are looked for: where no moment of a named person is within it, from the last one before
    it to the first one after it, if these are not too far. The tracker then follows them into the part.
    """
    if not named or any(part.start <= one.seconds <= part.end for one in named):
        return part
    before = [one.seconds for one in named if part.start - _FOLLOWED_SECONDS <= one.seconds < part.start]
    after = [one.seconds for one in named if part.end < one.seconds <= part.end + _FOLLOWED_SECONDS]
    start = max(before, default=part.start + _AROUND_MOMENT) - _AROUND_MOMENT
    end = min(after, default=part.end - _AROUND_MOMENT) + _AROUND_MOMENT
    return replace(part, start=max(0.0, start), end=end)


def _to_upright(frame: VideoFrame) -> tuple[RgbImage, float]:
    """The picture, shrunk where it is larger than most players like, and by how much."""
    scale = min(1.0, (_MAX_PIXELS / (frame.width * frame.height)) ** 0.5)
    width, height = (max(2, int(side * scale) // 2 * 2) for side in (frame.width, frame.height))
    image = frame.reformat(width=width, height=height, format="rgb24").to_ndarray()
    return np.array(np.rot90(image, round(frame.rotation / 90) % 4), np.uint8, order="C"), scale


def _add_encoder(out: OutputContainer, image: RgbImage, rate: Fraction) -> VideoStream:
    height, width = (side // 2 * 2 for side in image.shape[:2])
    stream = out.add_stream("libx264", rate=rate, options={**_QUALITY, **encoder_options(width, height)})
    assert isinstance(stream, VideoStream)
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    stream.time_base = stream.codec_context.time_base = _TIME_BASE
    return stream
