"""Parses positions in a video: "3분에서 5분 사이", "처음 30초", "between 3:00 and 5:00", "after the first minute".

It replaces every length or position by a token ⟪n⟫, then matches patterns over tokens.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from devstack.standin.nlu.text.consumable_text import RemainingText

# "Around 1:20" means this many seconds on either side.
AROUND_SECONDS = 10.0
# "At 1:20" means that moment; this much on either side, because people read clocks roughly.
AT_SECONDS = 3.0

_UNITS = re.compile(
    r"(?<![\d:])(?:(?P<h>\d+)\s*시간\s*)?(?:(?P<m>\d+(?:\.\d+)?)\s*분(?!\s*(?:이나\s*)?(?:께|이\s|의\s))\s*(?P<half>반)?)?"
    r"(?:\s*(?P<s>\d+(?:\.\d+)?)\s*초)?"
)
_ENGLISH_UNITS = re.compile(
    r"(?<![\d:])(?:(?P<h>\d+)[\s-]*(?:hours?|hrs?|h)\b(?:\s*,?\s*(?:and\s+)?(?=\d+[\s-]*[ms]))?)?"
    r"(?:(?P<m>\d+(?:\.\d+)?)[\s-]*(?:minutes?|mins?|m)(?![a-z])(?:\s*,?\s*(?:and\s+)?(?=\d+(?:\.\d+)?[\s-]*s))?)?"
    r"(?:(?P<s>\d+(?:\.\d+)?)[\s-]*(?:seconds?|secs?|s)(?![a-z]))?"
)
_MINUTE_N = re.compile(
    r"(?<!\d )\bminutes? (\d+)(?: (?:and|to|through|-) (?:minute )?(\d+))?\b(?!\s*(?:seconds?|minutes?|hours?))"
)
_COLON = re.compile(r"(?<![\d:])(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?![\d:])")
# One unit for both numbers: "3~5분", "between 3 and 5 minutes".
_SHARED_KOREAN = re.compile(r"(?<![\d:])(\d+)\s*(~|-|에서|부터|와|과)\s*(\d+)\s*(분|초)")
_SHARED_ENGLISH = re.compile(
    r"(?<![\d:])(\d+)\s*(and|to|-|until|through)\s*(\d+)[\s-]*(minutes?|seconds?|mins?|secs?)\b"
)

# The start or end of the video without a length.
_OF_VIDEO = r"(?: of the (?:video|footage|clip|recording))?"
_KOREAN_END = r"(?:\s*(?:부분|무렵|쯤))?(?:에서|에는|에)"
# "맨 처음에 들어온 사람" is the first who came; "맨 처음에 무슨 일이" is the start of the video.
_OF_ALL = r"(?=\s*(?:무슨|뭐|뭘|무엇|어떤\s*일|어떻게))"
_AT_THE_START = re.compile(
    rf"(?:영상|동영상)(?:의)?\s*(?:처음|시작|앞){_KOREAN_END}|맨\s*(?:처음|앞){_KOREAN_END}{_OF_ALL}"
    rf"|\bat the (?:very )?(?:beginning|start)\b{_OF_VIDEO}"
)
_AT_THE_END = re.compile(
    rf"(?:영상|동영상)(?:의)?\s*(?:마지막|끝|뒤){_KOREAN_END}|맨\s*(?:마지막|끝|뒤){_KOREAN_END}{_OF_ALL}"
    rf"|\bat the (?:very )?end\b{_OF_VIDEO}"
)

_T = r"⟪(\d+)⟫"
_THE = r"(?:the\s+)?"
_MARK = r"(?:[\s-]+(?:mark|point))?"
_RANGE = re.compile(
    rf"(?:\b(?:between|from)\s+)?{_T}\s*(?:에서|부터|~|-|와|과|하고|and|to|until|till|through)\s*{_T}"
    r"\s*(?:까지|사이(?:에는|에서|에|의)?|동안)?(?:\s*(?:of|in|into) the (?:video|footage|clip|recording))?"
)
_AFTER_FIRST = re.compile(rf"\b(?:after|since|past)\s+{_THE}(?:first|opening|initial)\s+{_T}")
_FIRST = re.compile(
    rf"(?:(?:처음|첫|맨\s*앞|초반|시작(?:\s*후|하고|하자마자)?|앞(?:부분)?)\s*{_T}\s*(?:동안|간|이내|안)?(?:에는|에서|에|의)?)"
    rf"|\b(?:(?:in|during|within|over|for)\s+)?{_THE}(?:first|opening|initial)\s+{_T}"
)
_LAST = re.compile(
    rf"(?:(?:마지막|끝(?:나기)?|맨\s*뒤|후반)(?:의)?\s*{_T}\s*(?:전부터|전|동안|간)?(?:에는|에서|에|의)?)"
    rf"|\b(?:(?:in|during|within|over|for)\s+)?{_THE}(?:last|final|closing)\s+{_T}"
)
_AT_LEAST = re.compile(
    rf"{_T}\s*(?:이상|넘게|초과|보다\s*(?:오래|길게)|넘도록)\S*"
    rf"|\b(?:for\s+)?(?:more\s+than|longer\s+than|at\s+least|over)\s+{_T}(?:\s+or\s+(?:more|longer))?"
    rf"|\b(?:for\s+)?{_T}\s+or\s+(?:more|longer)\b"
)
_AT_MOST = re.compile(
    rf"{_T}\s*(?:이하|미만|보다\s*(?:짧게|적게))\S*|\b(?:for\s+)?(?:less\s+than|shorter\s+than|at\s+most|under)\s+{_T}"
)
_FOR = re.compile(rf"{_T}\s*(?:동안|간(?=\s))\S*|\bfor\s+{_T}")
_AFTER = re.compile(
    rf"{_T}\s*(?:이후|뒤|후|지나서|지나고|지난|부터|넘어서|다음)(?:에는|에서|에|로|의)?"
    rf"|\b(?:after|since|past|from|later\s+than)\s+{_THE}{_T}{_MARK}(?:\s+(?:on|onwards?))?"
    rf"|{_T}\s+(?:on|onwards?|or later)\b"
)
_BEFORE = re.compile(
    rf"{_T}\s*(?:(?:이?\s*되기)\s*전|이전|전|까지|이내|안|내)(?:에는|에서|에|의)?"
    rf"|\b(?:before|until|till|up\s+to|by|within)\s+{_THE}{_T}{_MARK}|{_T}\s+or\s+earlier\b"
)
_MINUTE_OF = re.compile(rf"{_T}\s*대(?:에는|에서|에|의)?|\b(?:in|during)\s+minute\s+{_T}")
_AROUND = re.compile(
    rf"(?:약|대략)\s*{_T}(?:\s*(?:쯤|경|정도))?(?:에는|에서|에|의)?"
    rf"|{_T}\s*(?:쯤|경|정도|무렵|즈음|근처|부근|전후|가량)(?:에는|에서|에|의)?"
    rf"|\b(?:at\s+)?(?:around|about|near|roughly|approximately|circa|close to)\s+{_THE}{_T}(?:[\s-]+(?:mark|point))?"
)
_AT = re.compile(
    rf"(?:\bat\s+)?{_THE}{_T}(?:\s*(?:에는|에서|에|의|때|지점|시점|이?면)+|[\s-]+(?:mark|point|in(?:to)?))?"
    r"(?: the (?:video|footage|clip|recording))?"
)

_Ends = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Positions:
    """seconds: a part of the video. lasting: how long something must have lasted. Both (from, to), None open."""

    seconds: _Ends | None = None
    lasting: _Ends | None = None


def take_positions(reading: RemainingText, duration: float | None) -> Positions:
    """Take every position and length out of the text. duration: of the video, if known."""
    values: list[float] = []
    reading.text = _tokens(_spread(reading.text), values)
    lasting = _lasting(reading, values)
    first: _Ends | None = _end_of_video(reading, duration) or _share_of_video(reading, duration)
    for pattern, meaning in _meanings(duration):
        for match in reading.take_all(pattern):
            ends = meaning([values[int(group)] for group in match.groups() if group is not None])
            first = first or ends
    return Positions(first, lasting)


# Parts of a video as fractions of its length; "초반 1분" has a length of its own.
_PARTS = tuple(
    (re.compile(rf"{korean}(?:쯤|경)?(?:에는|에서|에|의)?(?!\s*⟪)|\b(?:{english})\b{_OF_VIDEO}"), start, end)
    for korean, english, start, end in (
        (r"(?:영상\s*)?(?:전반부|앞\s*절반)", "(?:in|during) the first half", 0, 1 / 2),
        (r"(?:영상\s*)?(?:후반부|뒤\s*절반)", "(?:in|during) the second half", 1 / 2, 1),
        (r"(?:영상\s*)?초반(?:부)?", "early (?:on )?in|early on|(?:in|during) the early part", 0, 1 / 3),
        (r"(?:영상\s*)?중반(?:부)?", "(?:about |around )?half ?way (?:through|in)", 1 / 3, 2 / 3),
        (r"(?:영상\s*)?후반", "late in|(?:in|during) the later part", 2 / 3, 1),
        (
            r"(?:영상\s*)?(?:막바지|끝나갈\s*(?:무렵|때)|끝날\s*(?:무렵|때)|끝\s*무렵)",
            "(?:towards?|near) the end",
            4 / 5,
            1,
        ),
    )
)


def _share_of_video(reading: RemainingText, duration: float | None) -> _Ends | None:
    if duration is None:
        return None
    for pattern, start, end in _PARTS:
        if reading.take(pattern) is not None:
            return round(start * duration, 1), round(end * duration, 1)
    return None


def _end_of_video(reading: RemainingText, duration: float | None) -> _Ends | None:
    """The first or last ten seconds: "at the end", "영상 처음에"."""
    if reading.take(_AT_THE_START):
        return 0.0, AROUND_SECONDS
    if duration is not None and reading.take(_AT_THE_END):
        return max(0.0, duration - AROUND_SECONDS), duration
    return None


def _spread(text: str) -> str:
    text = _SHARED_KOREAN.sub(r"\1\4 \2 \3\4", text)
    return _SHARED_ENGLISH.sub(r"\1 \4 \2 \3 \4", text)


def _tokens(text: str, values: list[float]) -> str:
    def keep(seconds: float) -> str:
        values.append(seconds)
        return f"⟪{len(values) - 1}⟫"

    def colon(match: re.Match[str]) -> str:
        return keep(int(match.group(1) or 0) * 3600 + int(match.group(2)) * 60 + int(match.group(3)))

    def units(match: re.Match[str]) -> str:
        if not any(match.group(name) for name in ("h", "m", "s")):
            return match.group()
        half = 30.0 if match.groupdict().get("half") else 0.0
        total = float(match.group("h") or 0) * 3600 + float(match.group("m") or 0) * 60
        spaces = match.group()[len(match.group().rstrip()) :]
        return keep(total + half + float(match.group("s") or 0)) + spaces

    def minute(match: re.Match[str]) -> str:
        first = keep(float(match.group(1)) * 60)
        return f"{first} to {keep(float(match.group(2)) * 60)}" if match.group(2) else first

    text = _COLON.sub(colon, text)
    text = _MINUTE_N.sub(minute, text)
    return _ENGLISH_UNITS.sub(units, _UNITS.sub(units, text))


def _lasting(reading: RemainingText, values: list[float]) -> _Ends | None:
    """Take a length, as opposed to a position: "for more than 30 seconds", "1분 이상"; not "the first minute"."""
    lasting: _Ends | None = None
    for pattern, at_least in ((_AT_LEAST, True), (_AT_MOST, False), (_FOR, True)):
        for match in re.finditer(pattern, reading.text):
            before = reading.text[: match.start()].rstrip()
            if before.endswith(("처음", "첫", "마지막", "초반", "후반", "시작", "시작 후")):
                continue
            value = values[int(next(group for group in match.groups() if group is not None))]
            reading.remove(*match.span())
            least, most = lasting or (None, None)
            lasting = (value, most) if at_least else (least, value)
    return lasting


def _meanings(duration: float | None) -> list[tuple[re.Pattern[str], Callable[[list[float]], _Ends]]]:
    """Each pattern over tokens with its meaning, the most specific first."""

    def last(at: list[float]) -> _Ends:
        return (None, None) if duration is None else (max(0.0, duration - at[0]), duration)

    return [
        (_RANGE, lambda at: (min(at), max(at))),
        (_AFTER_FIRST, lambda at: (at[0], None)),
        (_FIRST, lambda at: (0.0, at[0])),
        (_LAST, last),
        (_MINUTE_OF, lambda at: (at[0], at[0] + 60)),
        (_AFTER, lambda at: (at[0], None)),
        (_BEFORE, lambda at: (0.0, at[0])),
        (_AROUND, lambda at: (max(0.0, at[0] - AROUND_SECONDS), at[0] + AROUND_SECONDS)),
        (_AT, lambda at: (max(0.0, at[0] - AT_SECONDS), at[0] + AT_SECONDS)),
    ]
