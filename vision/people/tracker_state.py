"""Saves and restores the state of tracked boxes, so that a tracker goes on in the next file."""

import numpy as np
from numpy.typing import NDArray

from vision.people.handover import Prediction
from vision.tracking.box_tracker import TrackedBox


def save_prediction(tracked: TrackedBox) -> Prediction:
    motion = tracked.filter
    return Prediction(
        hits=tracked.hits,
        is_new=tracked.is_new,
        position=_to_tuple(motion.position),
        velocity=_to_tuple(motion.velocity),
        position_variance=_to_tuple(motion.position_variance),
        covariance=_to_tuple(motion.covariance),
        velocity_variance=_to_tuple(motion.velocity_variance),
    )


def restore_prediction(tracked: TrackedBox, saved: Prediction) -> None:
    """Put a tracked box that was just made into the saved state."""
    tracked.hits, tracked.is_new = saved.hits, saved.is_new
    motion = tracked.filter
    motion.position = np.array(saved.position, float)
    motion.velocity = np.array(saved.velocity, float)
    motion.position_variance = np.array(saved.position_variance, float)
    motion.covariance = np.array(saved.covariance, float)
    motion.velocity_variance = np.array(saved.velocity_variance, float)


def _to_tuple(values: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
