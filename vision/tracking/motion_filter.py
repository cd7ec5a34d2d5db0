"""Predicts where a box will be: a Kalman filter of constant velocity, one for each of its four sides.

norfair's OptimizedKalmanFilter, with its parameters, for points of which both are always seen.
"""

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]

_MEASUREMENT_VARIANCE, _PROCESS_VARIANCE = 4.0, 0.1
_POSITION_VARIANCE, _VELOCITY_VARIANCE = 10.0, 1.0
# Against division by zero, and cancellation below it.
_LEAST_VARIANCE = 1e-12


class MotionFilter:
    """The four sides of a box and their velocities per step. Every attribute has one value for each side."""

    def __init__(self, position: Column) -> None:
        self.position = position.astype(np.float64)
        self.velocity = np.zeros_like(self.position)
        self.position_variance = np.full_like(self.position, _POSITION_VARIANCE)
        self.covariance = np.zeros_like(self.position)
        self.velocity_variance = np.full_like(self.position, _VELOCITY_VARIANCE)

    def predict(self) -> None:
        """Advance by one step."""
        self.position = self.position + self.velocity

    def update(self, measured: Column) -> None:
        """Take in where the box was seen."""
        error = measured - self.position
        later = self.covariance + self.velocity_variance
        total = self.position_variance + self.covariance + later + _PROCESS_VARIANCE + _MEASUREMENT_VARIANCE
        inverse = 1.0 / np.maximum(total, _LEAST_VARIANCE)
        position_gain = 1 - _MEASUREMENT_VARIANCE * inverse
        velocity_gain = later * inverse
        self.position = self.position + position_gain * error
        self.velocity = self.velocity + velocity_gain * error
        self.position_variance = position_gain * _MEASUREMENT_VARIANCE
        self.covariance = velocity_gain * _MEASUREMENT_VARIANCE
        lost = velocity_gain * velocity_gain * np.maximum(total, _LEAST_VARIANCE)
        self.velocity_variance = np.maximum(self.velocity_variance + (_PROCESS_VARIANCE - lost), _LEAST_VARIANCE)
