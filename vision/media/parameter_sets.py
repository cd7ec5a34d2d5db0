"""Reads the number of reference frames from a stream's sequence parameter sets, before it is decoded.

For H.264 (ITU-T H.264, 7.3.2.1.1) and H.265 (ITU-T H.265, 7.3.2.2), from a container's header (avcC, hvcC) or between
start codes.
"""

from collections.abc import Iterator

_H264_SPS, _H265_SPS = 7, 33
# H.264 profiles whose parameter sets have chroma format and scaling lists.
_H264_HIGH = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})


def count_reference_frames(codec: str, extradata: bytes | None) -> int | None:
    """Frames kept for reference and reordering: the maximum of all sets; None where there is no set."""
    if not extradata or codec not in ("h264", "hevc"):
        return None
    read, kind = (_parse_h264_sps, _H264_SPS) if codec == "h264" else (_parse_h265_sps, _H265_SPS)
    counts = []
    for unit in _split_units(codec, extradata):
        if unit and (unit[0] & 31 if codec == "h264" else unit[0] >> 1 & 63) == kind:
            try:
                counts.append(read(_BitReader(unit)))
            except IndexError:
                return None
    return max(counts, default=None)


def _split_units(codec: str, extradata: bytes) -> Iterator[bytes]:
    if extradata[0] != 1:
        for piece in extradata.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1"):
            yield piece.rstrip(b"\0")
        return
    lists, place = (extradata[5] & 31, 6) if codec == "h264" and len(extradata) > 6 else (0, 6)
    if codec == "hevc":
        arrays, place = (extradata[22], 23) if len(extradata) > 23 else (0, 0)
        for _ in range(arrays):
            count = int.from_bytes(extradata[place + 1 : place + 3], "big")
            place += 3
            for _ in range(count):
                length = int.from_bytes(extradata[place : place + 2], "big")
                yield extradata[place + 2 : place + 2 + length]
                place += 2 + length
                if place >= len(extradata):
                    return
        return
    for _ in range(lists):
        length = int.from_bytes(extradata[place : place + 2], "big")
        yield extradata[place + 2 : place + 2 + length]
        place += 2 + length


class _BitReader:
    """The bits of a NAL unit, without emulation prevention bytes. Raises IndexError past its end."""

    def __init__(self, unit: bytes) -> None:
        self._bytes = unit.replace(b"\0\0\3", b"\0\0")
        self._position = 0

    def read_bits(self, count: int) -> int:
        value = 0
        for _ in range(count):
            value = value << 1 | self._bytes[self._position >> 3] >> (7 - (self._position & 7)) & 1
            self._position += 1
        return value

    def read_unsigned_golomb(self) -> int:
        """An unsigned Exp-Golomb number."""
        zeros = 0
        while not self.read_bits(1):
            zeros += 1
        return (1 << zeros) - 1 + self.read_bits(zeros)

    def read_signed_golomb(self) -> int:
        value = self.read_unsigned_golomb()
        return (value + 1) // 2 if value & 1 else -(value // 2)


def _parse_h264_sps(data: _BitReader) -> int:
    data.read_bits(8)
    profile = data.read_bits(8)
    data.read_bits(16)
    data.read_unsigned_golomb()
    if profile in _H264_HIGH:
        _skip_h264_color_info(data)
    data.read_unsigned_golomb()
    order = data.read_unsigned_golomb()
    if order == 0:
        data.read_unsigned_golomb()
    elif order == 1:
        data.read_bits(1)
        data.read_unsigned_golomb()
        data.read_unsigned_golomb()
        for _ in range(data.read_unsigned_golomb()):
            data.read_unsigned_golomb()
    return data.read_unsigned_golomb()


def _skip_h264_color_info(data: _BitReader) -> None:
    colours = data.read_unsigned_golomb()
    if colours == 3:
        data.read_bits(1)
    data.read_unsigned_golomb()
    data.read_unsigned_golomb()
    data.read_bits(1)
    if data.read_bits(1):
        for number in range(12 if colours == 3 else 8):
            if data.read_bits(1):
                _skip_scaling_list(data, 16 if number < 6 else 64)


def _skip_scaling_list(data: _BitReader, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + data.read_signed_golomb()) % 256
        last = following or last


def _parse_h265_sps(data: _BitReader) -> int:
    data.read_bits(16 + 4)
    layers = data.read_bits(3)
    data.read_bits(1)
    _skip_profile(data, layers)
    data.read_unsigned_golomb()
    if data.read_unsigned_golomb() == 3:
        data.read_bits(1)
    data.read_unsigned_golomb()
    data.read_unsigned_golomb()
    if data.read_bits(1):
        for _ in range(4):
            data.read_unsigned_golomb()
    data.read_unsigned_golomb()
    data.read_unsigned_golomb()
    data.read_unsigned_golomb()
    kept = 0
    for _ in range(layers + 1 if data.read_bits(1) else 1):
        kept = max(kept, data.read_unsigned_golomb() + 1)
        data.read_unsigned_golomb()
        data.read_unsigned_golomb()
    return kept


def _skip_profile(data: _BitReader, layers: int) -> None:
    data.read_bits(88 + 8)
    presence = [(data.read_bits(1), data.read_bits(1)) for _ in range(layers)]
    if layers:
        data.read_bits(2 * (8 - layers))
    for profile, level in presence:
        data.read_bits(88 * profile + 8 * level)
