"""Turns open tracks into what a hand-over holds of them, and back."""

from base64 import b64decode, b64encode
from collections.abc import Sequence

import numpy as np

from vision.people.handover import CarriedTrack, CarriedVisit, HandOver, Prediction, keep_latest
from vision.people.person import Sighting, Track

# The portrait that goes along is the best one of the last seconds.
_PORTRAIT_SECONDS = 2.0


def carry_track(track: Track, prediction: Prediction | None, visit: CarriedVisit) -> CarriedTrack:
    """prediction: of the tracker, None for a hidden person. visit: of `derive_visit`."""
    sightings = [(s.seconds, s.x, s.y, s.width, s.height, s.confidence, s.posture) for s in track.sightings]
    portrait = track.album.choose(track.last.seconds - _PORTRAIT_SECONDS, track.last.seconds)
    return CarriedTrack(
        number=track.number,
        clothing=tuple(float(value) for value in track.clothing),
        sightings=keep_latest(sightings),
        occluded_until=track.occluded_until,
        visit=visit,
        prediction=prediction,
        portrait=b64encode(portrait.shrink()).decode(),
        quality=portrait.quality,
    )


def restore_tracks(before: HandOver) -> Sequence[tuple[Track, Prediction | None]]:
    """The tracks of a hand-over as `PeopleTracker.resume` takes them. Their frames have number 0."""
    return [(_restore_track(carried), carried.prediction) for carried in before.tracks]


def _restore_track(carried: CarriedTrack) -> Track:
    sightings = [
        Sighting(seconds, 0, x, y, width, height, score, posture)
        for seconds, x, y, width, height, score, posture in carried.sightings
    ]
    track = Track(
        clothing=np.array(carried.clothing, np.float32),
        sightings=sightings,
        number=carried.number,
        occluded_until=carried.occluded_until,
        earlier=carried.visit,
        earlier_sightings=len(sightings),
    )
    track.album.put(sightings[-1].seconds, carried.quality, b64decode(carried.portrait))
    return track
