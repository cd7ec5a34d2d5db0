"""What the agent tells about itself: on its status page, in its metrics, and in its log."""

import logging
import time
from dataclasses import dataclass, field

from ingest.journal import Entry
from ingest.scan import ScanReport

_log = logging.getLogger(__name__)
# The same problem is logged again after so long.
_REPEAT_LOG_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class CameraState:
    """A camera of a source that records or fetches by itself. note: such as where its times come from."""

    is_connected: bool
    recordings: int
    note: str


@dataclass(slots=True)
class AgentStatus:
    """What people and metrics are shown. problems: what stands in the way now, by what it is about.

    cameras: what a source says about each of its cameras, by name; notes: what else it says, by what it is about.
    """

    started_at: float = field(default_factory=time.time)
    sent_bytes: int = 0
    sent_recordings: int = 0
    failures: int = 0
    sending: Entry | None = None
    report: ScanReport = field(default_factory=ScanReport)
    problems: dict[str, str] = field(default_factory=dict)
    cameras: dict[str, CameraState] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    _logged: dict[str, tuple[str, float]] = field(default_factory=dict)

    def set_problem(self, about: str, message: str | None) -> None:
        """Note a problem, or that there is none; a new one is logged at once, and one that stays now and then."""
        if message is None:
            if self.problems.pop(about, None) is not None:
                _log.info("Over: %s", self._logged.pop(about, ("", 0.0))[0])
            return
        self.problems[about] = message
        logged, at = self._logged.get(about, ("", 0.0))
        if logged != message or time.monotonic() - at > _REPEAT_LOG_SECONDS:
            self._logged[about] = (message, time.monotonic())
            _log.warning("%s", message)
