"""Tracks people through frames, so that one visit is one track.

norfair's tracker joins detections from frame to frame; two things are added. Tracks are matched by position, size and
colours of clothes, so that two people who pass each other keep their tracks. A person who is hidden for a moment and
reappears near the same place in the same clothes keeps the track; one who walked out at the edge of the frame does not.

All limits are in seconds, so that tracking works alike at 1 and at 25 frames per second: a frame that was never
recorded does not mean that somebody left, and a person may move further in a longer step.
"""

from collections.abc import Sequence
from math import ceil
from typing import Any

import norfair
import numpy as np
from norfair.distances import Distance
from numpy.typing import NDArray

from vision.people.detect import Detection, RgbImage
from vision.people.person import Sighting, Track, containment_ratio, measure_clothing
from vision.people.reidentification import (
    MAX_CLOTHING_DIFFERENCE,
    OUT_OF_SIGHT_SECONDS,
    has_walked_out,
    is_entering_at_exit,
    is_occluding,
    is_same_person,
)

# The maximum of the summed differences of position (body heights), size and clothes in a match.
_MAX_DISTANCE = 1.0
_SIZE_WEIGHT = 0.5
_CLOTHES_WEIGHT = 1.2
# How long norfair predicts the position of an unseen person; one frame without them is always tolerated.
_COASTING_SECONDS = 1.6
_FORGIVEN_FRAMES = 1.2
# Within a step of this length, nobody moves far.
_USUAL_STEP_SECONDS = 0.2
# Walking speed in body heights per second. Beyond _MAX_DISTANCE, clothes have to match, too.
_WALKING_SPEED = 0.9
# How long, and in how many frames, a person has to be seen to be confirmed.
_CONFIRMING_SECONDS = 0.6
_MAX_CONFIRMING_FRAMES, _MIN_CONFIRMING_FRAMES = 4, 2
# The track of a person who walked out ends sooner, so that the next one to enter there is somebody else.
_WALKED_OUT_SECONDS = 0.5


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
        self._norfair = norfair.Tracker(
            distance_function="euclidean",
            distance_threshold=_MAX_DISTANCE,
            hit_counter_max=self._coasting_frames,
            initialization_delay=min(2, self._coasting_frames - 1),
            pointwise_hit_counter_max=self._coasting_frames,
        )
        self._active: dict[int, Track] = {}
        self._distance = self._norfair.distance_function = _TrackDistance(self._active)
        self._hidden: list[Track] = []
        self._confirmed = 0
        self._now = 0.0
        self._steps = 0

    @property
    def open_tracks(self) -> list[Track]:
        """Tracks that are visible or may reappear."""
        return [*self._active.values(), *self._hidden]

    def update(
        self, seconds: float, number: int, image: RgbImage, people: Sequence[Detection], scale: float = 1.0
    ) -> tuple[list[Track], list[Track]]:
        """(tracks seen in this frame, tracks that ended for good)."""
        self._advance(seconds)
        height, width = image.shape[:2]
        self._distance.width, self._distance.scale = width * scale, scale
        people = drop_duplicates(people)
        tracker_input = [self._to_norfair(person, image, width, height) for person in people]
        self._norfair.update(tracker_input)
        seen: list[Track] = []
        for tracked in list(self._norfair.tracked_objects):
            detection: Any = tracked.last_detection
            if detection.data[0] != self._steps:
                continue
            person, clear = detection.data[1], detection.data[2]
            track = self._active.get(tracked.initializing_id or 0)
            if track is None:
                track = self._active[tracked.initializing_id or 0] = Track(detection.embedding)
            elif clear:
                track.clothing = 0.8 * track.clothing + 0.2 * detection.embedding
            box = (person.x * scale, person.y * scale, person.width * scale, person.height * scale)
            track.sightings.append(Sighting(seconds, number, *box, person.confidence))
            if not tracked.is_initializing and track.number is None:
                track = self._active[tracked.initializing_id or 0] = self._reidentify(track, width * scale)
            self._confirm(track)
            seen.append(track)
        return seen, self._end_tracks(seconds, width * scale)

    def finish(self) -> list[Track]:
        """End all open tracks, at the end of the footage or before a gap, and return the confirmed ones."""
        ended = sorted(self.open_tracks, key=lambda track: track.sightings[0].seconds)
        self._active.clear()
        self._hidden.clear()
        self._norfair.tracked_objects = []
        return [track for track in ended if track.number is not None]

    def _advance(self, seconds: float) -> None:
        """Advance norfair's predictions by the time that passed, as the distance of frames may vary.

        Its counters of missed frames stay: a time without a frame is not a missed frame.
        """
        step = seconds - self._now if self._steps else 1 / self._fps
        if step > self._max_missing_seconds:
            # No prediction spans a gap: people after it are compared like hidden ones.
            self._hidden += self._active.values()
            self._active.clear()
            self._norfair.tracked_objects = []
        missed = round(step * self._fps) - 1
        objects: list[Any] = self._norfair.tracked_objects
        for tracked in objects:
            kept, kept_points = tracked.hit_counter, tracked.point_hit_counter.copy()
            for _ in range(min(missed, 2 * self._coasting_frames)):
                tracked.tracker_step()
            tracked.hit_counter, tracked.point_hit_counter = kept, kept_points
        self._distance.reach = _MAX_DISTANCE + _WALKING_SPEED * max(0.0, step - _USUAL_STEP_SECONDS)
        self._now = seconds
        self._steps += 1

    def _to_norfair(self, person: Detection, image: RgbImage, width: int, height: int) -> norfair.Detection:
        points = np.array(((person.x, person.y), (person.x + person.width, person.y + person.height)))
        clear = person.x > 1 and person.x + person.width < width - 1
        return norfair.Detection(
            points,
            scores=np.full(2, person.confidence),
            data=(self._steps, person, clear),
            embedding=measure_clothing(image, person),
        )

    def _confirm(self, track: Track) -> None:
        if track.number is None and track.is_credible(self._min_sightings):
            self._confirmed += 1
            track.number = self._confirmed

    def _reidentify(self, track: Track, width: float) -> Track:
        """The hidden track that a young one continues, with its sightings added; else the young track itself."""
        for old in sorted(self._hidden, key=lambda hidden: -hidden.last.seconds):
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
        tracked = self._norfair.tracked_objects
        alive = {item.initializing_id for item in tracked if item.hit_counter_is_positive}
        for key, track in list(self._active.items()):
            missing = seconds - track.last.seconds
            walked_out = missing >= _WALKED_OUT_SECONDS and has_walked_out(track, width)
            if key not in alive or walked_out or missing > self._max_missing_seconds:
                self._hidden.append(self._active.pop(key))
        self._norfair.tracked_objects = [item for item in tracked if item.initializing_id in self._active]

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


class _TrackDistance(Distance):
    """The distance of tracks and detections: position and size against norfair's prediction, and clothes."""

    def __init__(self, active: dict[int, Track]) -> None:
        self._active = active
        self.width = 0.0
        self.scale = 1.0
        # How far a person may have moved since the last frame, in body heights.
        self.reach = _MAX_DISTANCE

    def get_distances(self, objects: Sequence[Any], candidates: Sequence[Any] | None) -> NDArray[np.float64]:
        matrix = np.full((len(candidates or ()), len(objects)), np.inf)
        for row, candidate in enumerate(candidates or ()):
            for column, tracked in enumerate(objects):
                track = self._active.get(tracked.initializing_id)
                if track is None or not is_entering_at_exit(track, candidate.points * self.scale, self.width):
                    matrix[row, column] = _match_distance(candidate, tracked, track, self.reach)
        return matrix


def _match_distance(candidate: Any, tracked: Any, track: Track | None, reach: float) -> float:
    (left, top), (right, bottom) = candidate.points
    (x1, y1), (x2, y2) = tracked.estimate
    height, track_height = max(1.0, bottom - top), max(1.0, y2 - y1)
    distance = np.hypot((left + right - x1 - x2) / 2, (top + bottom - y1 - y2) / 2) / max(height, track_height)
    clothing = track.clothing if track else tracked.last_detection.embedding
    difference = np.abs(candidate.embedding - clothing).mean()
    if distance > _MAX_DISTANCE and difference >= MAX_CLOTHING_DIFFERENCE:
        return float(np.inf)
    size_difference = abs(np.log(height / track_height))
    return float(distance * _MAX_DISTANCE / reach + _SIZE_WEIGHT * size_difference + _CLOTHES_WEIGHT * difference)


def drop_duplicates(people: Sequence[Detection]) -> list[Detection]:
    """Drop boxes almost wholly inside a more confident one, such as the same person's upper half."""
    kept: list[Detection] = []
    for person in sorted(people, key=lambda detection: -detection.confidence):
        if all(containment_ratio(person, other) < 0.85 for other in kept):
            kept.append(person)
    return kept
