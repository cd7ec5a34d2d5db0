"""Reads events as evidence for answers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from datasources.postgres.search.conditions import event, video
from models.asking.evidence import Evidence
from models.enums import AgeGroup, EventType, FrameLocation, Gender, ReviewVerdict

_RENAMED_COLUMNS = {
    "event_id": event.c.id,
    "video_name": video.c.name,
    "camera": video.c.camera,
    "timezone": video.c.timezone,
}
_COLUMN_NAMES = list(Evidence.__dataclass_fields__)[:-2]  # The last two are similarities, which are computed.
_TYPE, _LOCATION, _GENDER, _AGE_GROUP, _REVIEW = (
    _COLUMN_NAMES.index(name) for name in ("type", "location", "gender", "age_group", "review_verdict")
)
# Built once, since every search starts from it. Columns are in the order of Evidence's fields.
_EVIDENCE = select(
    *(_RENAMED_COLUMNS[name].label(name) if name in _RENAMED_COLUMNS else event.c[name] for name in _COLUMN_NAMES)
).join(video, video.c.id == event.c.video_id)


def select_evidence(*extra: Any) -> Select[Any]:
    """Events with columns of their videos. extra: further columns, appended."""
    return _EVIDENCE.add_columns(*extra) if extra else _EVIDENCE


def evidence_from_row(
    row: Sequence[Any], *, similarity: float | None = None, word_similarity: float | None = None
) -> Evidence:
    """Evidence from a row of `select_evidence`; ignores appended columns."""
    values = list(row[: len(_COLUMN_NAMES)])
    values[_TYPE] = EventType(values[_TYPE])
    values[_LOCATION] = FrameLocation(values[_LOCATION])
    values[_GENDER] = Gender(values[_GENDER])
    values[_AGE_GROUP] = AgeGroup(values[_AGE_GROUP])
    if values[_REVIEW] is not None:
        values[_REVIEW] = ReviewVerdict(values[_REVIEW])
    return Evidence(*[*values, similarity, word_similarity])
