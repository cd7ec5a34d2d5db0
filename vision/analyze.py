"""Turns footage into events: sample frames, detect people, track them, derive events. Frames are not kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vision.media.clock import FootageClock, TimelineGap
from vision.media.decode import SampledFrame, sample_frames
from vision.media.probe import MediaInfo, probe
from vision.people.detect import Detection, Detector
from vision.people.events import DetectedEvent, FootageExtent, derive_events
from vision.people.person import Track
from vision.people.reidentification import OUT_OF_SIGHT_SECONDS
from vision.stills.thumbnails import CoverPicker

# Larger frames are shrunk first: the detector needs 416 pixels, thumbnails 640.
_LONGEST_SIDE = 1280
# One frame in so many is a candidate for the video's thumbnail.
_COVER_EVERY = 5
# A gap longer than so many sampling steps ends every visit. What happened in it is unknown, so no event says that
# somebody left before it or came after it.
_GAP_STEPS = 2.5


# (number of a frame, people in it).
FrameDetections = tuple[int, Sequence[Detection]]


@dataclass(frozen=True, slots=True)
class EarlierRuns:
    """What earlier runs over a file found out.

    detections: the people in frames, by the frame's number; these frames are not looked at again, and the result is the
    same. excluded: parts (from, to; seconds) that crash the decoder; they are treated like damaged footage.
    """

    detections: Mapping[int, Sequence[Detection]] = field(default_factory=dict)
    excluded: Sequence[tuple[float, float]] = ()


_NO_EARLIER_RUNS = EarlierRuns()


@dataclass(frozen=True, slots=True)
class Analysis:
    """events: in order of their start. thumbnail: a JPEG of at most 640 pixels per side.

    clock, gaps, duration_seconds: of the whole file, measured by its frames.
    """

    events: list[DetectedEvent]
    media: MediaInfo
    skipped_seconds: float
    thumbnail: bytes
    clock: FootageClock
    gaps: Sequence[TimelineGap]
    duration_seconds: float


class Analyzer:
    """An analysis that takes frames in order, one by one.

    `feed` returns the events of visits that are certainly over, `finish` those of people who stayed until the end.
    people: of the last frame.
    """

    def __init__(self, *, fps: float, loitering_seconds: float, detector: Detector | None = None) -> None:
        # Imports SciPy, which takes a second and tens of megabytes: only isolated subprocesses need it.
        from vision.people.track import PeopleTracker

        self._detector = detector or Detector()
        self._longest_step_seconds = max(OUT_OF_SIGHT_SECONDS, _GAP_STEPS / fps)
        self._tracker = PeopleTracker(fps)
        self._loitering_seconds = loitering_seconds
        self._cover = CoverPicker()
        self._frame_count = 0
        self._first_seconds = 0.0
        self._last_seconds = 0.0
        self._width = 0.0
        self.people: Sequence[Detection] = ()

    def feed(self, frame: SampledFrame, detections: Sequence[Detection] | None = None) -> list[DetectedEvent]:
        """Add the next frame. detections: the people in it, where they are known already."""
        cut_off: list[DetectedEvent] = []
        if not self._frame_count:
            self._first_seconds, self._width = frame.seconds, frame.image.shape[1] * frame.scale
        elif frame.seconds - self._last_seconds > self._longest_step_seconds:
            cut_off, self._first_seconds = self.finish(), frame.seconds
        self._last_seconds = frame.seconds
        people = self._detector.detect_people(frame.image) if detections is None else detections
        self.people = people
        seen, ended = self._tracker.update(frame.seconds, frame.number, frame.image, people, frame.scale)
        for track in seen:
            last = track.last
            x, y, width, height = (v / frame.scale for v in (last.x, last.y, last.width, last.height))
            track.album.offer(frame.seconds, frame.image, Detection(x, y, width, height, last.confidence))
        if self._frame_count % _COVER_EVERY == 0:
            self._cover.offer(frame.image, len(people))
        self._frame_count += 1
        return [*cut_off, *(event for track in ended for event in self._derive_events(track))]

    def finish(self) -> list[DetectedEvent]:
        """The events of visits that the end of the footage, or a gap, cut off."""
        return [event for track in self._tracker.finish() for event in self._derive_events(track)]

    def make_thumbnail(self) -> bytes:
        """The thumbnail of the video, from the frames so far. Raises ValueError before the first frame."""
        return self._cover.make_jpeg()

    def _derive_events(self, track: Track) -> list[DetectedEvent]:
        return derive_events(
            track, FootageExtent(self._width, self._first_seconds, self._last_seconds), self._loitering_seconds
        )


def _ignore_progress(_done: float, _total: float, _events: int, _detections: Sequence[FrameDetections]) -> None:
    return None


def analyze(
    path: Path,
    *,
    fps: float,
    loitering_seconds: float,
    earlier: EarlierRuns = _NO_EARLIER_RUNS,
    detector: Detector | None = None,
    on_progress: Callable[[float, float, int, Sequence[FrameDetections]], None] = _ignore_progress,
) -> Analysis:
    """Analyze a whole file. fps: frames looked at per second. loitering_seconds: standing longer is loitering.

    on_progress is called about once per second of footage with the seconds done, the seconds in all, the number of
    events of visits that are over, and the people of the frames looked at since the last call. Raises UnusableMedia
    with the codes of `vision.media.probe.probe`.
    """
    media = probe(path)
    length = media.duration_seconds
    # Footage with fewer frames per second than that is tracked at its own rate.
    analyzer = Analyzer(fps=min(fps, media.frame_rate), loitering_seconds=loitering_seconds, detector=detector)
    events: list[DetectedEvent] = []
    new_detections: list[FrameDetections] = []
    frames = sample_frames(path, fps, longest_side=_LONGEST_SIDE, excluded=earlier.excluded)
    try:
        for count, frame in enumerate(frames):
            events += analyzer.feed(frame, earlier.detections.get(frame.number))
            if frame.number not in earlier.detections:
                new_detections.append((frame.number, analyzer.people))
            if count % max(1, round(fps)) == 0:
                on_progress(min(frame.seconds, length), length, len(events), new_detections)
                new_detections = []
    finally:
        frames.close()
    events += analyzer.finish()
    on_progress(length, length, len(events), new_detections)
    events.sort(key=lambda event: (event.start_seconds, event.end_seconds, event.track_id))
    assert frames.clock is not None
    end = max([frames.seconds, *(gap.end for gap in frames.gaps)])
    skipped = round(frames.skipped_seconds, 3)
    return Analysis(events, media, skipped, analyzer.make_thumbnail(), frames.clock, frames.gaps, round(end, 6))
