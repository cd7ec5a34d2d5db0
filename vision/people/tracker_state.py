"""Saves and restores the state of norfair's tracked objects, so that a tracker goes on in the next file."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vision.people.handover import Prediction


def save_prediction(tracked: Any) -> Prediction:
    """The state of a norfair.tracker.TrackedObject."""
    kalman = tracked.filter
    return Prediction(
        hit_counter=int(tracked.hit_counter),
        point_hit_counter=tuple(int(count) for count in tracked.point_hit_counter),
        is_initializing=bool(tracked.is_initializing),
        age=int(tracked.age),
        x=_to_tuple(kalman.x),
        pos_variance=_to_tuple(kalman.pos_variance),
        pos_vel_covariance=_to_tuple(kalman.pos_vel_covariance),
        vel_variance=_to_tuple(kalman.vel_variance),
    )


def restore_prediction(tracked: Any, saved: Prediction) -> None:
    """Put a tracked object that was just made into the saved state."""
    tracked.hit_counter = saved.hit_counter
    tracked.point_hit_counter = np.array(saved.point_hit_counter)
    tracked.is_initializing = saved.is_initializing
    tracked.age = saved.age
    kalman = tracked.filter
    kalman.x = _to_column(saved.x, kalman.x)
    kalman.pos_variance = _to_column(saved.pos_variance, kalman.pos_variance)
    kalman.pos_vel_covariance = _to_column(saved.pos_vel_covariance, kalman.pos_vel_covariance)
    kalman.vel_variance = _to_column(saved.vel_variance, kalman.vel_variance)


def _to_tuple(column: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(value) for value in column.flatten())


def _to_column(values: tuple[float, ...], like: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array(values, float).reshape(like.shape)
