"""Files in which streams appear after the beginning, as where a recorder's sound was switched on."""

from collections.abc import Iterator
from typing import Any

from vision.media.container import demux_packets


class GrowingContainer:
    """What PyAV does of such a file: after the last packet, it looks for streams that it never made."""

    def demux(self, streams: list[Any]) -> Iterator[str]:
        yield from ("first", "last", "nothing more")
        raise IndexError("list index out of range")


def test_all_packets_are_read_and_nothing_is_wrong_with_the_file() -> None:
    growing: Any = GrowingContainer()
    damage: list[bool] = []
    found: list[Any] = list(demux_packets(growing, [], lambda: damage.append(True)))
    assert (found, damage) == (["first", "last", "nothing more"], [])
