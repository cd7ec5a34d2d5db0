"""What an operation took: a line of the log at DEBUG, and by setting the header Server-Timing."""

import logging
import time

from datasources.postgres.core.timing import DatabaseTimes, start_timing

_log = logging.getLogger(__name__)


class OperationTimes:
    """Counts from its making on."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._database: DatabaseTimes = start_timing()

    def finish(self, *, planned: bool) -> str:
        """The header's value: https://www.w3.org/TR/server-timing/. planned: whether a compiled plan answered."""
        total = (time.perf_counter() - self._began) * 1000
        calls, database = self._database.calls, self._database.seconds * 1000
        by = "plan" if planned else "executor"
        _log.debug(
            "An operation ran",
            extra={"by": by, "database_calls": calls, "database_ms": round(database, 2), "total_ms": round(total, 2)},
        )
        return f'db;dur={database:.2f};desc="{calls} calls", total;dur={total:.2f}, {by}'


def start_operation(*, told: bool) -> OperationTimes | None:
    """The times of the operation that begins; None where nobody would read them. told: whether the client would."""
    return OperationTimes() if told or _log.isEnabledFor(logging.DEBUG) else None
