"""All times that a question names, in either language: people mix them."""

import re
import unicodedata
from collections.abc import Iterable

from domain.ask.time.words.english import find_english_times
from domain.ask.time.words.korean import find_korean_times
from domain.ask.time.words.mention import ClockMention, TimeMention, read_clock

_COLON = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,3}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?![\d:])(?!\s*[ap]\.?\s?m\b)"
)
_KOREAN_HALF = re.compile(r"(오전|오후|새벽|아침|낮|저녁|밤)\s*$")
_QUOTED = re.compile(r"\"[^\"]{1,80}\"|“[^”]{1,80}”|‘[^’]{1,80}’|(?<!\w)'[^']{1,80}'(?!\w)")
_DASHES = str.maketrans({"–": "-", "—": "-", "~": "-", "～": "-", "’": "'"})


def find_times(text: str, names: Iterable[str] = ()) -> list[TimeMention]:
    """The times that a text names, in its order. names: of cameras and videos, whose words are no times."""
    text = unicodedata.normalize("NFKC", _QUOTED.sub(" ", text)).lower()
    for name in sorted(names, key=len, reverse=True):
        if name.strip():
            text = text.replace(unicodedata.normalize("NFKC", name).lower(), " ")
    text = text.translate(_DASHES)
    found = [*find_english_times(text), *find_korean_times(text), *_find_colons(text)]
    return [mention for _, mention in sorted(found, key=lambda entry: entry[0])]


def _find_colons(text: str) -> Iterable[tuple[int, TimeMention]]:
    """ "03:00" may be a time of day or a position in a video; "1:02:03" too."""
    for match in _COLON.finditer(text):
        first, second, third = int(match.group("hour")), int(match.group("minute")), match.group("second")
        before = _KOREAN_HALF.search(text[: match.start()])
        half = None if before is None else "am" if before.group(1) in ("오전", "새벽", "아침") else "pm"
        minutes = read_clock(first, second, half if first <= 12 else None) if first < 24 else frozenset()
        position = first * 60 + second if third is None else first * 3600 + second * 60 + int(third)
        yield match.start(), ClockMention(match.group(), minutes, float(position))
