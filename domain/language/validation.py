"""Validation of texts, time zones and times that callers send.

`field` is the path of the input field, for the error. All functions raise InvalidInput.
"""

import re
from datetime import UTC, datetime
from functools import cache
from zoneinfo import available_timezones

from models.errors import InvalidInput
from models.text.text import normalize_text, strip_citation_marks

LONGEST_LINE = 255
LONGEST_PARAGRAPH = 2000
# Times outside are typing errors. Python and PostgreSQL can add a video's length to any time inside.
EARLIEST_DATETIME, LATEST_DATETIME = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
# Unicode's categories Cc and Cs: control characters (U+0000 among them) and lone surrogates.
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL_EXCEPT_WHITESPACE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def validate_line(text: str | None, field: tuple[str, ...], longest: int = LONGEST_LINE) -> str | None:
    """One line of printable text, stripped, without citation marks; None where it is empty."""
    if text is None:
        return None
    cleaned = strip_citation_marks(text).strip()
    if _CONTROL_CHARACTERS.search(cleaned):
        raise InvalidInput("CONTROL_CHARACTERS", field=field)
    if len(cleaned) > longest:
        raise InvalidInput("TEXT_TOO_LONG", field=field, longest=longest)
    return cleaned or None


def validate_required_line(text: str | None, field: tuple[str, ...], longest: int = LONGEST_LINE) -> str:
    """The same, but empty text is an error."""
    cleaned = validate_line(text, field, longest)
    if cleaned is None:
        raise InvalidInput("VALUE_REQUIRED", field=field)
    return cleaned


def validate_paragraph(text: str | None, field: tuple[str, ...]) -> str | None:
    """Text of several lines, stripped, without citation marks; None where it is empty."""
    cleaned = "" if text is None else strip_citation_marks(text).strip()
    if not cleaned:
        return None
    if _CONTROL_EXCEPT_WHITESPACE.search(cleaned):
        raise InvalidInput("CONTROL_CHARACTERS", field=field)
    if len(cleaned) > LONGEST_PARAGRAPH:
        raise InvalidInput("TEXT_TOO_LONG", field=field, longest=LONGEST_PARAGRAPH)
    return cleaned


def validate_time_zone(name: str, field: tuple[str, ...]) -> str:
    """The name of a known time zone."""
    if name not in _known_time_zones():
        raise InvalidInput("UNKNOWN_TIME_ZONE", field=field)
    return name


@cache
def _known_time_zones() -> frozenset[str]:
    """IANA's names. ZoneInfo also opens files such as posix/Asia/Seoul, which PostgreSQL does not know."""
    return frozenset(available_timezones() - {"localtime"})


def validate_datetime(value: datetime | None, field: tuple[str, ...]) -> datetime | None:
    """A time that footage can have."""
    if value is not None and not EARLIEST_DATETIME <= value < LATEST_DATETIME:
        raise InvalidInput("OUT_OF_RANGE", field=field, low=EARLIEST_DATETIME.date(), high=LATEST_DATETIME.date())
    return value


def validate_question(text: str, longest: int, field: tuple[str, ...]) -> str:
    """A question or search text: not empty, at most `longest` characters."""
    question = normalize_text(text).strip()
    if not question:
        raise InvalidInput("EMPTY_QUESTION", field=field)
    if len(question) > longest:
        raise InvalidInput("TEXT_TOO_LONG", field=field, longest=longest)
    if _CONTROL_EXCEPT_WHITESPACE.search(question):
        raise InvalidInput("CONTROL_CHARACTERS", field=field)
    return question
