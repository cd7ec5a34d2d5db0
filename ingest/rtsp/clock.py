"""When the pictures of a file were taken."""

import math
from dataclasses import dataclass

# A stream arrives within seconds. A camera whose clock is further off has the wrong time.
_TOLERANCE_SECONDS = 60.0


@dataclass(slots=True)
class WallClock:
    """Positions in a stream (seconds) as times (seconds since the epoch).

    The camera's sender reports count (RFC 3550, 6.4.1), where there are any and its clock agrees with this machine's
    within a minute. Otherwise the picture that arrived with the least delay counts: packets may come late, never early.
    """

    _arrival: float = math.inf
    _reported: float | None = None

    def observe(self, position: float, arrived_at: float, reported_at: float | None) -> None:
        self._arrival = min(self._arrival, arrived_at - position)
        if reported_at is not None:
            self._reported = reported_at - position

    @property
    def camera_is_ahead(self) -> float | None:
        """Seconds by which the camera's clock is ahead of this machine's; None where it sends no reports."""
        return None if self._reported is None else self._reported - self._arrival

    @property
    def is_reported(self) -> bool:
        """Whether times are the camera's own."""
        ahead = self.camera_is_ahead
        return ahead is not None and abs(ahead) <= _TOLERANCE_SECONDS

    def resolve(self, position: float) -> float:
        offset = self._reported if self.is_reported and self._reported is not None else self._arrival
        return offset + position
