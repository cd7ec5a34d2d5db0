"""Who else was there: nobody, somebody, or the others themselves.

Judged in each video alone, where people are told apart: whoever is on another camera may be the same person.
"""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from domain.ask.plan.plan import Company
from models.asking.evidence import Evidence, PersonKey
from models.enums import EventType

# Whoever comes in or leaves within so many seconds does so in company; who is in view then need not.
TOGETHER_SECONDS = 10.0
_OF_CAMERAS = frozenset({EventType.CAMERA_SILENT, EventType.CAMERA_TAMPERED})
_PASSAGES = frozenset({EventType.PERSON_ENTER, EventType.PERSON_EXIT})


def filter_by_company(rows: Sequence[Evidence], others: Sequence[Evidence], company: Company) -> list[Evidence]:
    """The rows whose person was alone, or was not.

    others: every event of the rows' videos. A row without a person cannot be judged, and is left out.
    """
    presence = _Presence(others)
    wants_alone = company is Company.ALONE
    return [row for row in rows if row.person is not None and presence.is_alone(row) == wants_alone]


def list_companions(rows: Sequence[Evidence], others: Sequence[Evidence]) -> list[tuple[Evidence, list[Evidence]]]:
    """Each person's first row with somebody else, and of each such person the event nearest to it, in time."""
    presence, found = _Presence(others), dict[PersonKey, tuple[Evidence, list[Evidence]]]()
    for row in rows:
        if row.person is not None and (company := presence.list_company(row)):
            first, known = found.setdefault(row.person, (row, []))
            met = {other.person for other in known}
            found[row.person] = (first, [*known, *(other for other in company if other.person not in met)])
    return list(found.values())


class _Presence:
    """Who was in view of which video, and when."""

    def __init__(self, rows: Iterable[Evidence]) -> None:
        self._by_video: dict[UUID, list[Evidence]] = {}
        self._spans: dict[tuple[UUID, PersonKey], tuple[float, float]] = {}
        for row in rows:
            if row.type in _OF_CAMERAS:
                continue
            self._by_video.setdefault(row.video_id, []).append(row)
            if row.person is not None:
                key = (row.video_id, row.person)
                start, end = self._spans.get(key, (row.start_seconds, row.end_seconds))
                self._spans[key] = (min(start, row.start_seconds), max(end, row.end_seconds))

    def is_alone(self, row: Evidence) -> bool:
        """An event that nobody knows the person of may be somebody else's."""
        return next(self._list_near(row), None) is None

    def list_company(self, row: Evidence) -> list[Evidence]:
        """What others did then: of each person, the event that is nearest to the row's."""
        nearest: dict[PersonKey, Evidence] = {}
        for other in self._list_near(row):
            if other.person is not None:
                best = nearest.get(other.person)
                if best is None or _measure_distance(other, row) < _measure_distance(best, row):
                    nearest[other.person] = other
        return list(nearest.values())

    def _list_near(self, row: Evidence) -> Iterator[Evidence]:
        for other in self._by_video.get(row.video_id, ()):
            is_other = other.event_id != row.event_id and (other.person is None or other.person != row.person)
            if is_other and self._is_near(other, row):
                yield other

    def _is_near(self, other: Evidence, row: Evidence) -> bool:
        if row.type in _PASSAGES:
            return other.type is row.type and abs(other.start_seconds - row.start_seconds) <= TOGETHER_SECONDS
        start, end = other.start_seconds, other.end_seconds
        if other.person is not None:
            start, end = self._spans[other.video_id, other.person]
        return start < row.end_seconds and end > row.start_seconds


def _measure_distance(other: Evidence, row: Evidence) -> float:
    """Seconds between two events; below 0 where they overlap, the more the longer."""
    return max(other.start_seconds, row.start_seconds) - min(other.end_seconds, row.end_seconds)
