"""Turns footage into events: sample frames, detect people, track them, derive events. Frames are not kept."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from vision.analysis import NO_EARLIER_RUNS, Analysis, EarlierRuns, FrameDetections
from vision.camera_events import CameraEvents
from vision.detected_event import DetectedEvent
from vision.detection.boxes import Detection
from vision.detection.choice import DetectorChoice
from vision.detection.things import ThingDiary
from vision.event_things import add_things
from vision.looking import FrameLooker, PeopleModels, list_people, list_things
from vision.media.decode import DueFrame, DueFrames, SampledFrame
from vision.media.probe import probe
from vision.paths import TrackPath, build_path
from vision.people.carrying import carry_track, restore_tracks
from vision.people.departure import Exits
from vision.people.events import FootageExtent, derive_visit
from vision.people.handover import CarriedVisit, HandOver
from vision.people.person import Track
from vision.people.reidentification import OUT_OF_SIGHT_SECONDS, has_walked_out
from vision.people.track import PeopleTracker
from vision.scene.crowding import CrowdWatch
from vision.scene.cuts import CutFinder
from vision.scene.zones import NO_RULES, SceneRules, contains
from vision.stages import Stage, Work
from vision.stills.storyboard import StoryboardMaker, StoryboardSheet
from vision.stills.thumbnails import CoverPicker

__all__ = ["Analysis", "Analyzer", "EarlierRuns", "FrameDetections", "PeopleModels", "analyze"]

# Larger frames are shrunk first: the detector needs 416 pixels, thumbnails 640.
_LONGEST_SIDE = 1280
# One frame in so many is a candidate for the video's thumbnail.
_COVER_EVERY = 5
# A gap longer than so many sampling steps ends every visit. What happened in it is unknown, so no event says that
# somebody left before it or came after it.
_GAP_STEPS = 2.5
# A stretch with somebody in view at every border ends after so long: a late file then has so much analyzed again.
_LONGEST_STRETCH_SECONDS = 24 * 3600.0
# So far from an event, things near the person count as near at the event: it may be an instant.
_INSTANT_SECONDS = 1.0
# How far back the beginning of the footage matters to the next file, so that most hand-overs are alike.
_REMEMBERED_SECONDS = 10.0


class Analyzer:
    """An analysis that takes frames in order, one by one.

    `feed` returns the events of visits that are certainly over, `finish` those of people who stayed until the end.
    people: and objects, of the last frame. before: see EarlierRuns. returned, work, paths: see Analysis.
    """

    def __init__(
        self,
        *,
        fps: float,
        loitering_seconds: float,
        models: PeopleModels | None = None,
        before: HandOver | None = None,
        rules: SceneRules = NO_RULES,
    ) -> None:
        self.work = Work()
        self._looker = FrameLooker(models or PeopleModels(), self.work)
        self._rules = rules
        self._crowds = CrowdWatch(rules.crowd_people, rules.crowd_seconds)
        self._cuts = CutFinder()
        self._longest_step_seconds = max(OUT_OF_SIGHT_SECONDS, _GAP_STEPS / fps)
        self._fps = fps
        self._tracker = PeopleTracker(fps)
        self._things = ThingDiary()
        self._camera = CameraEvents()
        self._before = before
        self._loitering_seconds = loitering_seconds
        self._cover = CoverPicker()
        self._storyboard = StoryboardMaker()
        self._frame_count = 0
        self._first_seconds = 0.0
        self._last_seconds = 0.0
        self._width, self._height = 0.0, 0.0
        self._length_before = 0.0
        self.people: Sequence[Detection] = ()
        self.returned: set[tuple[str, str]] = set()
        self.paths: list[TrackPath] = []

    def take(self, due: DueFrame, stored: Sequence[Detection] | None = None) -> list[DetectedEvent]:
        """Add the next frame; it is looked at where it may show something new. stored: of an earlier look at it."""
        cells = self._looker.measure(due)
        frame, people = self._looker.take(due, cells, is_settled=self._tracker.is_settled, stored=stored)
        with self.work.measure(Stage.COMPARE):
            of_camera = self._camera.take(due, cells, frame)
        return [*of_camera, *self.feed(frame, people)]

    def feed(self, frame: SampledFrame, detections: Sequence[Detection] | None = None) -> list[DetectedEvent]:
        """Add the next frame. detections: the people in it, where they are known already."""
        people = self._looker.look(frame) if detections is None else detections
        with self.work.measure(Stage.TRACK):
            return self._track(frame, people)

    def _track(self, frame: SampledFrame, people: Sequence[Detection]) -> list[DetectedEvent]:
        cut_off: list[DetectedEvent] = []
        if not self._frame_count:
            self._begin(frame)
        # A frame that repeats a look has the picture of that look.
        is_cut = not frame.is_repeated and self._cuts.is_cut(frame.image)
        if is_cut or frame.seconds - self._last_seconds > self._longest_step_seconds:
            cut_off, self._first_seconds = self.finish(), frame.seconds
        self._last_seconds = frame.seconds
        self._storyboard.offer(frame.seconds, frame.image)
        things = list_things(people)
        self.people, people = people, self._leave_out_ignored(list_people(people), frame)
        seen, ended = self._tracker.update(frame.seconds, frame.number, frame.image, people, frame.scale)
        for track in seen:
            self._note_seen(track, frame)
            if not frame.is_repeated:
                self._things.note(track, things, frame.scale)
        if self._frame_count % _COVER_EVERY == 0 and not frame.is_repeated:
            self._cover.offer(frame.image, len(people))
        self._frame_count += 1
        crowds = self._crowds.feed(frame.seconds, frame.number, frame.image, self._tracker.open_tracks, frame.scale)
        return [*cut_off, *crowds, *(event for track in ended for event in self._derive_visit(track)[0])]

    def _note_seen(self, track: Track, frame: SampledFrame) -> None:
        last = track.last
        x, y, width, height = (v / frame.scale for v in (last.x, last.y, last.width, last.height))
        track.album.offer(frame.seconds, frame.image, Detection(x, y, width, height, last.confidence))
        if track.earlier is not None and track.earlier.exit_told is not None:
            self.returned.add((track.earlier.exit_told, f"P{track.number}"))

    def finish(self) -> list[DetectedEvent]:
        """The events of visits that the end of the footage, or a gap, cut off."""
        visits = [event for track in self._tracker.finish() for event in self._derive_visit(track)[0]]
        return [*visits, *self._crowds.finish(), *self._camera.finish()]

    def close(self, end: float) -> tuple[list[DetectedEvent], HandOver]:
        """The same at the end of the file, and the state with which adjoining footage goes on. end: its position."""
        open_tracks = self._tracker.save()
        derived = {id(track): self._derive_visit(track) for track in self._tracker.finish()}
        carried = [
            carry_track(track, prediction, derived[id(track)][1] if id(track) in derived else _begin_visit(track))
            for track, prediction in open_tracks
            if prediction is not None or not has_walked_out(track, self._width)
        ]
        length = (self._length_before + end) if carried else 0.0
        if length > _LONGEST_STRETCH_SECONDS:
            carried, length = [], 0.0
        state = HandOver(
            size=(round(self._width), round(self._height)),
            fps=self._fps,
            first=max(self._first_seconds, self._last_seconds - _REMEMBERED_SECONDS),
            last=self._last_seconds,
            length=length,
            numbered=self._tracker.confirmed if carried else 0,
            tracks=tuple(carried),
        )
        events = [event for told, _ in derived.values() for event in told]
        return [*events, *self._crowds.finish(), *self._camera.finish()], state.shift(-end)

    def make_thumbnail(self) -> bytes:
        """The thumbnail of the video, from the frames so far. Raises ValueError before the first frame."""
        return self._cover.make_jpeg()

    def make_storyboard(self, duration_seconds: float) -> StoryboardSheet | None:
        """Small pictures of the video, of which the frames so far are all; None before the first frame."""
        return self._storyboard.make(duration_seconds)

    def _leave_out_ignored(self, people: Sequence[Detection], frame: SampledFrame) -> Sequence[Detection]:
        """Without those whose feet are in a zone that does not count."""
        height, width = frame.image.shape[:2]
        return [
            person
            for person in people
            if not any(
                contains(zone, (person.x + person.width / 2) / width, min(0.999, (person.y + person.height) / height))
                for zone in self._rules.ignored
            )
        ]

    def _begin(self, frame: SampledFrame) -> None:
        height, width = frame.image.shape[:2]
        self._width, self._height = width * frame.scale, height * frame.scale
        self._first_seconds = self._last_seconds = frame.seconds
        before = self._before
        if before is not None and before.fits((round(self._width), round(self._height)), self._fps):
            self._first_seconds, self._last_seconds = before.first, before.last
            self._length_before = before.length
            self._tracker.resume(restore_tracks(before), before.last, before.numbered)

    def _derive_visit(self, track: Track) -> tuple[list[DetectedEvent], CarriedVisit]:
        exits = Exits(self._width, self._height, self._rules.doors)
        footage = FootageExtent(exits, self._first_seconds, self._last_seconds, self._rules)
        events, visit = derive_visit(track, footage, self._loitering_seconds)
        # A thing that was taken for somebody has no events.
        if events:
            self.paths.append(build_path(track))
        return [self._add_things(event, track) for event in events], visit

    def _add_things(self, event: DetectedEvent, track: Track) -> DetectedEvent:
        things = self._things.list_things(
            track, event.start_seconds - _INSTANT_SECONDS, event.end_seconds + _INSTANT_SECONDS
        )
        return add_things(event, things) if things else event


def _begin_visit(track: Track) -> CarriedVisit:
    """The visit of somebody who is not confirmed yet."""
    return track.earlier or CarriedVisit(track.sightings[0].seconds)


def _ignore_progress(_done: float, _total: float, _events: int, _detections: Sequence[FrameDetections]) -> None:
    return None


def analyze(
    path: Path,
    *,
    fps: float,
    loitering_seconds: float,
    earlier: EarlierRuns = NO_EARLIER_RUNS,
    models: PeopleModels | DetectorChoice | None = None,
    rules: SceneRules = NO_RULES,
    on_progress: Callable[[float, float, int, Sequence[FrameDetections]], None] = _ignore_progress,
) -> Analysis:
    """Analyze a whole file. fps: frames looked at per second. loitering_seconds: standing longer is loitering.

    models: None: those of vision/weights; a choice is loaded. rules: the camera's zones, hours and limits.

    on_progress is called about once per second of footage with the seconds done, the seconds in all, the number of
    events of visits that are over, and the people of the frames looked at since the last call. Raises UnusableMedia
    with the codes of `vision.media.probe.probe`.
    """
    if isinstance(models, DetectorChoice):
        models = PeopleModels(choice=models)
    media = probe(path)
    length = media.duration_seconds
    # Footage with fewer frames per second than that is tracked at its own rate.
    rate = min(fps, media.frame_rate)
    analyzer = Analyzer(
        fps=rate, loitering_seconds=loitering_seconds, models=models, before=earlier.before, rules=rules
    )
    events: list[DetectedEvent] = []
    new_detections: list[FrameDetections] = []
    frames = DueFrames(path, fps, _LONGEST_SIDE, earlier.excluded)
    try:
        for count, due in enumerate(_measure_decoding(frames, analyzer.work)):
            looks = analyzer.work.looked
            events += analyzer.take(due, earlier.detections.get(due.number))
            if analyzer.work.looked > looks:
                new_detections.append((due.number, analyzer.people))
            if count % max(1, round(fps)) == 0:
                on_progress(min(due.seconds, length), length, len(events), new_detections)
                new_detections = []
    finally:
        frames.close()
    assert frames.clock is not None
    end = round(max([frames.seconds, *(gap.end for gap in frames.gaps)]), 6)
    last_events, hand_over = analyzer.close(end)
    events += last_events
    on_progress(length, length, len(events), new_detections)
    events.sort(key=lambda event: (event.start_seconds, event.end_seconds, event.track_id or ""))
    return Analysis(
        events,
        media,
        round(frames.skipped_seconds, 3),
        analyzer.make_thumbnail(),
        frames.clock,
        frames.gaps,
        end,
        hand_over,
        sorted(analyzer.returned),
        analyzer.work,
        [path for path in analyzer.paths if path.seconds],
        analyzer.make_storyboard(end),
    )


def _measure_decoding(frames: DueFrames, work: Work) -> Iterator[DueFrame]:
    while True:
        with work.measure(Stage.DECODE):
            due = next(frames, None)
        if due is None:
            return
        yield due
