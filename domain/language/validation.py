"""What callers give in words and moments, checked: a line, a paragraph, a time zone, a time of day.

`field` is the path of the input field, for the error. All raise InvalidInput.
"""

import re
from datetime import UTC, datetime
from functools import cache
from zoneinfo import available_timezones

from models.errors import InvalidInput
from models.text.text import normalize_text, strip_citation_marks

LONGEST_LINE = 255
LONGEST_PARAGRAPH = 2000
# Times of day outside were mistyped. Well inside what Python and PostgreSQL can add a video's length to.
EARLIEST_DATETIME, LATEST_DATETIME = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
# Unicode's categories Cc and Cs: control characters (U+0000 among them) and lone surrogates.
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL_EXCEPT_WHITESPACE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def validate_line(text: str | None, field: tuple[str, ...], longest: int = LONGEST_LINE) -> str | None:
    """One line of printable, unmarked text without spaces around it, or None for nothing."""
    if text is None:
        return None
    given = strip_citation_marks(text).strip()
    if _CONTROL_CHARACTERS.search(given):
        raise InvalidInput("CONTROL_CHARACTERS", field=field)
    if len(given) > longest:
        raise InvalidInput("TEXT_TOO_LONG", field=field, longest=longest)
    return given or None


def validate_required_line(text: str | None, field: tuple[str, ...], longest: int = LONGEST_LINE) -> str:
    """The same, where nothing is not allowed."""
    given = validate_line(text, field, longest)
    if given is None:
        raise InvalidInput("VALUE_REQUIRED", field=field)
    return given


def validate_paragraph(text: str | None, field: tuple[str, ...]) -> str | None:
    """Unmarked text of several lines, or None for nothing."""
    given = "" if text is None else strip_citation_marks(text).strip()
    if not given:
        return None
    if _CONTROL_EXCEPT_WHITESPACE.search(given):
        raise InvalidInput("CONTROL_CHARACTERS", field=field)
    if len(given) > LONGEST_PARAGRAPH:
        raise InvalidInput("TEXT_TOO_LONG", field=field, longest=LONGEST_PARAGRAPH)
    return given


def validate_time_zone(name: str, field: tuple[str, ...]) -> str:
    """The name of a time zone that exists."""
    if name not in _known_time_zones():
        raise InvalidInput("UNKNOWN_TIME_ZONE", field=field)
    return name


@cache
def _known_time_zones() -> frozenset[str]:
    """IANA's names. Files beside them, such as posix/Asia/Seoul, open too, but PostgreSQL does not know them."""
    return frozenset(available_timezones() - {"localtime"})


def validate_datetime(value: datetime | None, field: tuple[str, ...]) -> datetime | None:
    """A time of day that footage can have."""
    if value is not None and not EARLIEST_DATETIME <= value < LATEST_DATETIME:
        raise InvalidInput("OUT_OF_RANGE", field=field, low=EARLIEST_DATETIME.date(), high=LATEST_DATETIME.date())
    return value


def validate_question(text: str, longest: int, field: tuple[str, ...]) -> str:
    """What is asked or looked for: not empty, not longer than `longest` characters."""
    asked = normalize_text(text).strip()
    if not asked:
        raise InvalidInput("EMPTY_QUESTION", field=field)
    if len(asked) > longest:
        raise InvalidInput("TEXT_TOO_LONG", field=field, longest=longest)
    if _CONTROL_EXCEPT_WHITESPACE.search(asked):
        raise InvalidInput("CONTROL_CHARACTERS", field=field)
    return asked
