"""What an analysis of a file finds, and what it takes from earlier ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vision.detected_event import DetectedEvent
from vision.detection.boxes import Detection
from vision.media.clock import FootageClock, TimelineGap
from vision.media.probe import MediaInfo
from vision.paths import TrackPath
from vision.people.handover import HandOver
from vision.stages import Work
from vision.stills.storyboard import StoryboardSheet

# (number of a frame, people in it).
FrameDetections = tuple[int, Sequence[Detection]]


@dataclass(frozen=True, slots=True)
class EarlierRuns:
    """What earlier runs over a file found out.

    detections: the people in frames, by the frame's number; these frames are not looked at again, and the result is the
    same. excluded: parts (from, to; seconds) that crash the decoder; they are treated like damaged footage. before: the
    end of the file that this one adjoins, in positions of this file (below 0); visits go on from there.
    """

    detections: Mapping[int, Sequence[Detection]] = field(default_factory=dict)
    excluded: Sequence[tuple[float, float]] = ()
    before: HandOver | None = None


NO_EARLIER_RUNS = EarlierRuns()


@dataclass(frozen=True, slots=True)
class Analysis:
    """events: in order of their start. thumbnail: a JPEG of at most 640 pixels per side.

    clock, gaps, duration_seconds: of the whole file, measured by its frames. hand_over: for the file that adjoins at
    the end, in seconds from the end of this one. returned: (video, track) of exits that
    earlier files told of people who were seen in this one after all. work: what it took; not compared. paths: where
    each person was. storyboard: small pictures of all of it.
    """

    events: list[DetectedEvent]
    media: MediaInfo
    skipped_seconds: float
    thumbnail: bytes
    clock: FootageClock
    gaps: Sequence[TimelineGap]
    duration_seconds: float
    hand_over: HandOver
    returned: Sequence[tuple[str, str]] = ()
    work: Work = field(default_factory=Work, compare=False)
    paths: Sequence[TrackPath] = ()
    storyboard: StoryboardSheet | None = None
