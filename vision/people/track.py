"""Tracks people through frames, so that one visit is one track.

vision.tracking joins detections from frame to frame; two things are added. Tracks are matched by position, size and
colours of clothes, so that two people who pass each other keep their tracks. A person who is hidden for a moment and
reappears near the same place in the same clothes keeps the track; one who walked out at the edge of the frame does not.

All limits are in seconds, so that tracking works alike at 1 and at 25 frames per second: a frame that was never
recorded does not mean that somebody left, and a person may move further in a longer step.
"""

from collections.abc import Sequence
from math import ceil

import numpy as np

from vision.detection.boxes import Detection, RgbImage, iou
from vision.people.handover import Prediction
from vision.people.person import Sighting, Track, containment_ratio, measure_clothing
from vision.people.reidentification import (
    OUT_OF_SIGHT_SECONDS,
    has_walked_out,
    is_occluding,
    is_same_person,
)
from vision.people.track_distance import MAX_DISTANCE, TrackDistance
from vision.people.tracker_state import restore_prediction, save_prediction
from vision.tracking.box_tracker import BoxObservation, BoxTracker

# How long the position of an unseen person is predicted; one frame without them is always tolerated.
_COASTING_SECONDS = 1.6
_FORGIVEN_FRAMES = 1.2
# Within a step of this length, nobody moves far.
_USUAL_STEP_SECONDS = 0.2
# Walking speed in body heights per second. Beyond MAX_DISTANCE, clothes have to match, too.
_WALKING_SPEED = 0.9
# How long, and in how many frames, a person has to be seen to be confirmed.
_CONFIRMING_SECONDS = 0.6
_MAX_CONFIRMING_FRAMES, _MIN_CONFIRMING_FRAMES = 4, 2
# The track of a person who walked out ends sooner, so that the next one to enter there is somebody else.
_WALKED_OUT_SECONDS = 0.5
# How far boxes overlap: of one person in one frame, and of a body that falls from one look to the next.
_SAME_PERSON, _SAME_PLACE = 0.3, 0.15


class PeopleTracker:
    """Takes sampled frames in order; returns the tracks that were seen, and those that ended.

    fps: frames per second that it gets: the sampling rate, or the rate of the footage where that is lower.
    """

    def __init__(self, fps: float) -> None:
        self._fps = fps
        frames = ceil(_CONFIRMING_SECONDS * fps) + 1
        self._min_sightings = min(_MAX_CONFIRMING_FRAMES, max(_MIN_CONFIRMING_FRAMES, frames))
        self._max_missing_seconds = max(_COASTING_SECONDS, _FORGIVEN_FRAMES / fps)
        self._coasting_frames = max(2, round(_COASTING_SECONDS * fps))
        self._active: dict[int, Track] = {}
        self._distance = TrackDistance(self._active)
        self._boxes = BoxTracker(
            self._distance.measure,
            max_distance=MAX_DISTANCE,
            max_hits=self._coasting_frames,
            new_hits=min(2, self._coasting_frames - 1),
        )
        self._hidden: list[Track] = []
        self._confirmed = 0
        self._now = 0.0
        self._steps = 0

    @property
    def open_tracks(self) -> list[Track]:
        """Tracks that are visible or may reappear."""
        return [*self._active.values(), *self._hidden]

    @property
    def is_settled(self) -> bool:
        """Whether everybody in view is confirmed and was seen in the last frame, and nobody is missing."""
        tracks = self._active.values()
        return not self._hidden and all(t.number is not None and t.last.seconds == self._now for t in tracks)

    @property
    def confirmed(self) -> int:
        """How many people were confirmed, which is the number of the latest."""
        return self._confirmed

    def save(self) -> list[tuple[Track, Prediction | None]]:
        """The open tracks as `resume` takes them; None for hidden people."""
        seen = [(self._active[box.number], save_prediction(box)) for box in self._boxes.boxes]
        return [*seen, *((track, None) for track in self._hidden)]

    def resume(self, tracks: Sequence[tuple[Track, Prediction | None]], seconds: float, confirmed: int) -> None:
        """Go on where another tracker ended. seconds: the time of its last frame. confirmed: its property.

        Call it before the first frame.
        """
        visible = [(track, prediction) for track, prediction in tracks if prediction is not None]
        self._hidden = [track for track, prediction in tracks if prediction is None]
        if visible:
            # A tracked box is made of each observation that matches none.
            self._boxes.update([_last_observation(track) for track, _ in visible])
        for box, (track, prediction) in zip(self._boxes.boxes, visible, strict=True):
            restore_prediction(box, prediction)
            self._active[box.number] = track
        self._confirmed, self._now, self._steps = confirmed, seconds, 1

    def update(
        self, seconds: float, number: int, image: RgbImage, people: Sequence[Detection], scale: float = 1.0
    ) -> tuple[list[Track], list[Track]]:
        """(tracks seen in this frame, tracks that ended for good)."""
        self._advance(seconds)
        width = image.shape[1]
        self._distance.width, self._distance.scale = width * scale, scale
        people = self._drop_unknown_bodies(drop_duplicates(people), scale)
        self._boxes.update([self._observe(person, image, width) for person in people])
        seen: list[Track] = []
        for tracked in self._boxes.boxes:
            last, person = tracked.last, tracked.last.detection
            if last.step != self._steps or person is None:
                continue
            track = self._active.get(tracked.number)
            if track is None:
                track = self._active[tracked.number] = Track(last.colours)
            elif last.is_clear:
                track.clothing = 0.8 * track.clothing + 0.2 * last.colours
            box = (person.x * scale, person.y * scale, person.width * scale, person.height * scale)
            track.sightings.append(Sighting(seconds, number, *box, person.confidence, person.posture))
            if not tracked.is_new and track.number is None:
                track = self._active[tracked.number] = self._reidentify(track, width * scale)
            self._confirm(track)
            seen.append(track)
        return seen, self._end_tracks(seconds, width * scale)

    def finish(self) -> list[Track]:
        """End all open tracks, at the end of the footage or before a gap, and return the confirmed ones."""
        ended = sorted(self.open_tracks, key=lambda track: track.sightings[0].seconds)
        self._active.clear()
        self._hidden.clear()
        self._boxes.boxes = []
        return [track for track in ended if track.number is not None]

    def _advance(self, seconds: float) -> None:
        """Advance the predictions by the time that passed, as the distance of frames may vary.

        Its counters of missed frames stay: a time without a frame is not a missed frame.
        """
        step = seconds - self._now if self._steps else 1 / self._fps
        if step > self._max_missing_seconds:
            # No prediction spans a gap: people after it are compared like hidden ones.
            self._hidden += self._active.values()
            self._active.clear()
            self._boxes.boxes = []
        missed = round(step * self._fps) - 1
        for tracked in self._boxes.boxes:
            for _ in range(min(missed, 2 * self._coasting_frames)):
                tracked.filter.predict()
        self._distance.reach = MAX_DISTANCE + _WALKING_SPEED * max(0.0, step - _USUAL_STEP_SECONDS)
        self._now = seconds
        self._steps += 1

    def _drop_unknown_bodies(self, people: Sequence[Detection], scale: float) -> list[Detection]:
        """Without weak detections that continue no confirmed person: these may be things."""
        known = [track.last for track in self.open_tracks if track.number is not None]
        clear = [person for person in people if not person.is_weak]
        return clear + [
            body
            for body in people
            if body.is_weak
            and all(iou(body.corners, person.corners) < _SAME_PERSON for person in clear)
            and any(iou([side * scale for side in body.corners], last.corners) >= _SAME_PLACE for last in known)
        ]

    def _observe(self, person: Detection, image: RgbImage, width: int) -> BoxObservation:
        points = np.array(((person.x, person.y), (person.x + person.width, person.y + person.height)))
        clear = person.x > 1 and person.x + person.width < width - 1
        return BoxObservation(points, measure_clothing(image, person), self._steps, person, clear)

    def _confirm(self, track: Track) -> None:
        if track.number is None and track.is_credible(self._min_sightings):
            self._confirmed += 1
            track.number = self._confirmed

    def _reidentify(self, track: Track, width: float) -> Track:
        """The hidden track that a young one continues, with its sightings added; else the young track itself."""
        # A track that was never confirmed may be a thing.
        people = (hidden for hidden in self._hidden if hidden.number is not None)
        for old in sorted(people, key=lambda hidden: -hidden.last.seconds):
            if is_same_person(old, track, width):
                self._hidden.remove(old)
                old.merge(track)
                return old
        return track

    def _end_tracks(self, seconds: float, width: float) -> list[Track]:
        self._hide_missing(seconds, width)
        ended = self._forget_hidden(seconds)
        self._mark_occluded(seconds)
        return [track for track in ended if track.number is not None]

    def _hide_missing(self, seconds: float, width: float) -> None:
        """Hide the tracks of people who left or are out of sight for long."""
        alive = {box.number for box in self._boxes.boxes if box.hits >= 0}
        for key, track in list(self._active.items()):
            missing = seconds - track.last.seconds
            walked_out = missing >= _WALKED_OUT_SECONDS and has_walked_out(track, width)
            if key not in alive or walked_out or missing > self._max_missing_seconds:
                self._hidden.append(self._active.pop(key))
        self._boxes.boxes = [box for box in self._boxes.boxes if box.number in self._active]

    def _forget_hidden(self, seconds: float) -> list[Track]:
        """Drop and return the hidden tracks that can no longer reappear."""
        ended = [track for track in self._hidden if seconds - track.missing_since > OUT_OF_SIGHT_SECONDS]
        self._hidden = [track for track in self._hidden if track not in ended]
        return ended

    def _mark_occluded(self, seconds: float) -> None:
        """Note which hidden people may be behind those seen in this frame."""
        visible = [track.last for track in self._active.values() if track.last.seconds == seconds]
        for track in self._hidden:
            if any(is_occluding(track.last, other) for other in visible):
                track.occluded_until = seconds


def _last_observation(track: Track) -> BoxObservation:
    """An observation to begin a tracked box with; `restore_prediction` then sets where it is."""
    left, top, right, bottom = track.last.corners
    return BoxObservation(np.array(((left, top), (right, bottom))), track.clothing, step=0)


def drop_duplicates(people: Sequence[Detection]) -> list[Detection]:
    """Drop boxes almost wholly inside a more confident one, such as the same person's upper half."""
    kept: list[Detection] = []
    for person in sorted(people, key=lambda detection: -detection.confidence):
        if all(containment_ratio(person, other) < 0.85 for other in kept):
            kept.append(person)
    return kept
