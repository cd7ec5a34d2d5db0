"""The one form of ZIP that an evidence package may have, byte for byte.

Members are stored without compression, without comments and without extra fields, in one order, with nothing before,
between or after them. Every byte that is not the content of a member follows from the members' names, sizes and CRC-32,
so a check computes it again, and any other byte is found. The formats are those of PKWARE's APPNOTE.TXT 6.3.10:
sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14 to 4.3.16 (end) and 4.5.3 (ZIP64).
"""

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass

# Letters, digits, dots, dashes and underscores, in at most four folders. Nothing that unpacks outside of the folder.
NAME = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}/){0,4}[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}")
MAX_MEMBERS = 20_000
MAX_DIRECTORY_BYTES = 8 << 20
END_BYTES = 22

_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2IH")
_END64, _LOCATOR = struct.Struct("<4sQ2H2I4Q"), struct.Struct("<4sIQI")
_STORED, _VERSION, _VERSION64, _UNIX_FILE = 0, 20, 45, 0o100644 << 16
# Midnight of 1980-01-01: the manifest says when the package was made.
_DATE, _TIME = 0x21, 0
_LIMIT32, _LIMIT16 = 0xFFFF_FFFF, 0xFFFF


class NotAPackage(Exception):
    """The bytes are not an archive of this form. The message says why."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the package. offset: of its local header."""

    name: str
    size: int
    crc32: int
    offset: int

    @property
    def end(self) -> int:
        """The offset behind its content."""
        return self.offset + len(local_header(self)) + self.size


def local_header(member: Member) -> bytes:
    """What stands before a member's content."""
    name, extra, size = member.name.encode("ascii"), b"", member.size
    if size >= _LIMIT32:
        extra, size = struct.pack("<2H2Q", 1, 16, size, size), _LIMIT32
    head = (_version(member), 0, _STORED, _TIME, _DATE, member.crc32, size, size, len(name), len(extra))
    return _LOCAL.pack(b"PK\x03\x04", *head) + name + extra


def directory(members: Sequence[Member], offset: int) -> bytes:
    """The central directory of all members, and the end of the archive. offset: where it begins."""
    listed = b"".join(_central_header(member) for member in members)
    count, size = len(members), len(listed)
    end = b""
    if count >= _LIMIT16 or size >= _LIMIT32 or offset >= _LIMIT32:
        record = (_END64.size - 12, _VERSION64 | 3 << 8, _VERSION64, 0, 0, count, count, size, offset)
        end = _END64.pack(b"PK\x06\x06", *record) + _LOCATOR.pack(b"PK\x06\x07", 0, offset + size, 1)
        count, size, offset = min(count, _LIMIT16), min(size, _LIMIT32), min(offset, _LIMIT32)
    return listed + end + _END.pack(b"PK\x05\x06", 0, 0, count, count, size, offset, 0)


def locate_directory(tail: bytes, file_size: int) -> tuple[int, int]:
    """Offset and size of the central directory. tail: the last bytes of the file. Raises NotAPackage."""
    if len(tail) < END_BYTES or tail[-END_BYTES:][:4] != b"PK\x05\x06":
        raise NotAPackage("it does not end as a package does: it was cut off, something was added, or it is no package")
    *_, size, offset, _ = _END.unpack(tail[-END_BYTES:])
    before = tail[:-END_BYTES]
    if before[-_LOCATOR.size :][:4] == b"PK\x06\x07":
        record = before[: -_LOCATOR.size][-_END64.size :]
        if len(record) < _END64.size or record[:4] != b"PK\x06\x06":
            raise NotAPackage("the end of its directory is damaged")
        *_, size, offset = _END64.unpack(record)
    if offset + size > file_size:
        raise NotAPackage("its directory is said to be outside of the file")
    if size > MAX_DIRECTORY_BYTES:
        raise NotAPackage("its directory is larger than that of any package")
    return offset, size


def read_directory(listed: bytes) -> list[Member]:
    """The members that a central directory names. Only their comparison with `directory` proves that it is right.

    Raises NotAPackage.
    """
    members: list[Member] = []
    place = 0
    while place < len(listed):
        if len(members) == MAX_MEMBERS:
            raise NotAPackage(f"it names more than {MAX_MEMBERS} files")
        try:
            head = _CENTRAL.unpack_from(listed, place)
        except struct.error:
            raise NotAPackage("its directory is damaged") from None
        crc32, size, name_bytes, extra_bytes, comment_bytes, offset = head[7], head[9], *head[10:13], head[16]
        start = place + _CENTRAL.size
        if head[0] != b"PK\x01\x02":
            raise NotAPackage("its directory is damaged")
        name = listed[start : start + name_bytes].decode("latin-1")
        size, offset = _read_extra(listed[start + name_bytes : start + name_bytes + extra_bytes], size, offset)
        members.append(Member(name, size, crc32, offset))
        place = start + name_bytes + extra_bytes + comment_bytes
    return members


def _read_extra(extra: bytes, size: int, offset: int) -> tuple[int, int]:
    """Size and offset, from the ZIP64 field where 32 bits do not hold them."""
    values = [value for (value,) in struct.iter_unpack("<Q", extra[4 : 4 + (len(extra) - 4) // 8 * 8])]
    if size == _LIMIT32 and len(values) >= 2:
        size, values = values[0], values[2:]
    if offset == _LIMIT32 and values:
        offset = values[0]
    return size, offset


def _central_header(member: Member) -> bytes:
    name, size, offset = member.name.encode("ascii"), member.size, member.offset
    values: list[int] = []
    if size >= _LIMIT32:
        values, size = [size, size], _LIMIT32
    if offset >= _LIMIT32:
        values, offset = [*values, offset], _LIMIT32
    extra = struct.pack(f"<2H{len(values)}Q", 1, 8 * len(values), *values) if values else b""
    version = _VERSION64 if values else _VERSION
    head = (version | 3 << 8, version, 0, _STORED, _TIME, _DATE, member.crc32, size, size, len(name), len(extra))
    return _CENTRAL.pack(b"PK\x01\x02", *head, 0, 0, 0, _UNIX_FILE, offset) + name + extra


def _version(member: Member) -> int:
    return _VERSION64 if member.size >= _LIMIT32 else _VERSION
