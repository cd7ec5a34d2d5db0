"""The state of an analysis at the end of a file, so that the file that adjoins it continues the visits.

All seconds are positions. A saved state counts them from the end of its file, so they are below 0; `HandOver.shift`
turns them into positions of the file that continues.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from vision.detection.posture import Posture

# How much of a visit the next file gets: enough to judge its motion, to confirm it and to see it walk out.
_KEPT_SIGHTINGS, _KEPT_SECONDS = 50, 4.0
# Frames of the two files may differ so much in rate; the tracker counts some times in frames.
_SAME_RATE = 1.25

# The video that hands over, until the caller names it.
HERE = ""

# seconds, x, y, width, height (source pixels), confidence, posture.
CarriedSighting = tuple[float, float, float, float, float, float, Posture | None]


@dataclass(frozen=True, slots=True)
class CarriedStay:
    """A stay that may continue. x, feet, height: of its place, in source pixels. is_long: LOITERING was told of it."""

    began: float
    ended: float
    x: float
    feet: float
    height: float
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class CarriedVisit:
    """What earlier files told of a visit.

    origin: the name of the video in which the visit was first told, given by the caller; None: it was not told yet.
    motion: of its latest event, which began at motion_began. exit_told: whether the end of the visit (PERSON_EXIT,
    LOST_FROM_VIEW) was told, by the name of the video where it was; HERE: the one that hands over.
    """

    began: float
    origin: str | None = None
    motion: Literal["WALKING", "RUNNING", "STANDING", "STAYING", "SITTING", "LYING"] | None = None
    motion_began: float = 0.0
    stay: CarriedStay | None = None
    exit_told: str | None = None


@dataclass(frozen=True, slots=True)
class Prediction:
    """The state of a vision.tracking.box_tracker.TrackedBox, and of its filter."""

    hits: int
    is_new: bool
    position: tuple[float, ...]
    velocity: tuple[float, ...]
    position_variance: tuple[float, ...]
    covariance: tuple[float, ...]
    velocity_variance: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CarriedTrack:
    """A person who is in view or may reappear. prediction: None where the person is hidden.

    number: None where the person is not confirmed yet. portrait: a small JPEG in Base64; quality: see PortraitAlbum.
    """

    number: int | None
    clothing: tuple[float, ...]
    sightings: tuple[CarriedSighting, ...]
    occluded_until: float
    visit: CarriedVisit
    prediction: Prediction | None
    portrait: str
    quality: float


@dataclass(frozen=True, slots=True)
class HandOver:
    """size: width and height of the frame. fps: the rate of the tracker. first: where footage without a gap begins.

    last: the last frame. length: of the files since nobody was in view at a border, in seconds. numbered: the number
    of people so far; 0 where nobody is in view, so that numbers begin anew.
    """

    size: tuple[int, int]
    fps: float
    first: float
    last: float
    length: float
    numbered: int
    tracks: tuple[CarriedTrack, ...]

    def fits(self, size: tuple[int, int], fps: float) -> bool:
        """Whether footage with frames of this size and rate can continue."""
        return self.size == size and 1 / _SAME_RATE < self.fps / fps < _SAME_RATE

    def shift(self, seconds: float) -> "HandOver":
        """The same with later positions (earlier ones below 0)."""
        return replace(
            self,
            first=self.first + seconds,
            last=self.last + seconds,
            tracks=tuple(_shift_track(track, seconds) for track in self.tracks),
        )

    def name_video(self, video: str) -> "HandOver":
        """The same, with the name of this video where it is meant."""
        return replace(self, tracks=tuple(_name_video(track, video) for track in self.tracks))


def keep_latest(sightings: Sequence[CarriedSighting]) -> tuple[CarriedSighting, ...]:
    """The last sightings, as many as the next file needs."""
    since = sightings[-1][0] - _KEPT_SECONDS
    count = sum(sighting[0] >= since for sighting in sightings)
    return tuple(sightings[-max(count, _KEPT_SIGHTINGS) :])


def _shift_track(track: CarriedTrack, seconds: float) -> CarriedTrack:
    visit, stay = track.visit, track.visit.stay
    if stay is not None:
        stay = replace(stay, began=stay.began + seconds, ended=stay.ended + seconds)
    return replace(
        track,
        sightings=tuple(
            (at + seconds, x, y, w, h, score, posture) for at, x, y, w, h, score, posture in track.sightings
        ),
        occluded_until=track.occluded_until + seconds,
        visit=replace(visit, began=visit.began + seconds, motion_began=visit.motion_began + seconds, stay=stay),
    )


def _name_video(track: CarriedTrack, video: str) -> CarriedTrack:
    visit = track.visit
    if visit.exit_told == HERE:
        visit = replace(visit, exit_told=video)
    if visit.origin is None and track.number is not None:
        visit = replace(visit, origin=video)
    return replace(track, visit=visit)
