"""Takes stills of a file on this machine, such as a clip that was just cut."""

import io
from collections.abc import Sequence
from pathlib import Path

from vision.stills.frame_selection import Moment
from vision.stills.stills import PictureSize, Still, StillsRequest, take_stills

_SIZE = PictureSize(1920, 1920 * 1920)
_MAX_BYTES = 1 << 40


class _Unlimited(Exception):
    """Never raised: a local file has no limit."""


class _LocalFile(io.FileIO):
    """A file as `take_stills` reads it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "rb")
        self.fetched = 0

    def prefetch(self, spans: Sequence[tuple[int, int]], /) -> None:
        """Nothing: the file is here."""


def take_local_stills(path: Path, seconds: Sequence[float]) -> Sequence[Still]:
    """A still for each of these positions of the file, as large as it is. Positions of one frame share it.

    Raises UnusableMedia where nothing there can be decoded.
    """
    with _LocalFile(path) as file:
        moments = [Moment(one, 0.0) for one in seconds]
        request = StillsRequest(min(seconds), max(seconds) + 1.0, moments, len(moments), _SIZE)
        return take_stills(file, request, _MAX_BYTES, _Unlimited).stills
