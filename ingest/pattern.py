"""What a recording's path says: its camera and when it began.

A pattern is a path below the watched folder with fields in braces:

    {camera}/{start:%Y-%m-%dT%H-%M-%S}.mp4

`{camera}` is one or more characters without a slash. `{start:...}` is a time in strptime's directives. `{*}` is
anything without a slash. A camera that is named by an option needs no field.
"""

import re
import string
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import PurePosixPath

_DIRECTIVES = {
    "Y": r"\d{4}",
    "y": r"\d{2}",
    "m": r"\d{2}",
    "d": r"\d{2}",
    "j": r"\d{3}",
    "H": r"\d{2}",
    "I": r"\d{2}",
    "p": r"[AaPp][Mm]",
    "M": r"\d{2}",
    "S": r"\d{2}",
    "f": r"\d{1,6}",
    "z": r"(?:Z|[+-]\d{2}:?\d{2})",
    "%": "%",
}
_DATE = ({"Y", "m", "d"}, {"y", "m", "d"}, {"Y", "j"})
# The hour that a zone repeats when its clocks go back.
_REPEATED = timedelta(hours=1)


class PatternError(ValueError):
    """A pattern that cannot be used. The message says what to change."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What a path says. started_at is aware."""

    camera: str
    started_at: datetime


class FilePattern:
    """Reads paths relative to the watched folder. Raises PatternError for a pattern that cannot be used."""

    def __init__(self, text: str, *, camera: str | None, zone: tzinfo) -> None:
        self.text = text
        self._camera = camera
        self._zone = zone
        self._format = ""
        self._regex = re.compile(self._compile())

    def match(self, path: PurePosixPath, modified_at: datetime) -> Recording | None:
        """The recording at this path; None where the pattern does not fit or its time does not exist.

        modified_at, the file's time of change, decides which of two equal local times is meant when clocks go back.
        """
        found = self._regex.fullmatch(path.as_posix())
        if found is None:
            return None
        fields = found.groupdict()
        try:
            started_at = datetime.strptime(fields["start"], self._format)  # noqa: DTZ007  (a zone is added below)
        except ValueError:
            return None
        if started_at.tzinfo is None:
            started_at = self._resolve_local_time(started_at, modified_at)
        return Recording(self._camera or fields["camera"], started_at.astimezone(UTC))

    def _resolve_local_time(self, local: datetime, modified_at: datetime) -> datetime:
        first, second = local.replace(tzinfo=self._zone), local.replace(tzinfo=self._zone, fold=1)
        if first.utcoffset() == second.utcoffset():
            return first
        # A file is written after its recording began: the later of two equal times, where the file is as young.
        later = second.astimezone(UTC)
        is_repeated = later - first.astimezone(UTC) == _REPEATED
        return second if is_repeated and later <= modified_at.astimezone(UTC) else first

    def _compile(self) -> str:
        try:
            parts = list(string.Formatter().parse(self.text))
        except ValueError as error:
            raise PatternError(f"The pattern {self.text!r} is not well formed: {error}.") from None
        regex, names = "", []
        for literal, field, spec, _ in parts:
            regex += re.escape(literal)
            if field is None:
                continue
            if field == "*":
                regex += r"[^/]*"
                continue
            names.append(field)
            if field == "camera" and not spec:
                regex += r"(?P<camera>[^/]+)" if names.count("camera") == 1 else r"(?P=camera)"
            elif field == "start" and spec and names.count("start") == 1:
                self._format = spec
                regex += f"(?P<start>{_compile_time(spec)})"
            else:
                raise PatternError(
                    f"The pattern has the field {{{field}{':' + spec if spec else ''}}}. Fields are {{camera}}, one "
                    "{start:...} with a time such as %Y-%m-%dT%H-%M-%S, and {*} for anything."
                )
        if "start" not in names:
            raise PatternError("The pattern has no {start:...}: without it nobody knows when a recording began.")
        if self._camera is None and "camera" not in names:
            raise PatternError("The pattern has no {camera}, and no camera is named: use one of them.")
        return regex


def _compile_time(spec: str) -> str:
    regex, directives = "", set()
    pieces = re.split(r"%(.)", spec)
    for i, piece in enumerate(pieces):
        if i % 2 == 0:
            regex += re.escape(piece)
        elif piece not in _DIRECTIVES:
            raise PatternError(f"%{piece} cannot be read from a path. Use {' '.join('%' + d for d in _DIRECTIVES)}.")
        else:
            directives.add(piece)
            regex += _DIRECTIVES[piece]
    if not any(date <= directives for date in _DATE):
        raise PatternError(f"{spec!r} names no day: a recording needs its date as %Y, %m and %d.")
    if not directives & {"H", "I"}:
        raise PatternError(f"{spec!r} names no hour: a recording needs its time as %H, %M and %S.")
    return regex
