"""A time stamp after RFC 3161 is in the package, is of its manifest, and is checked as far as Python alone can.

stamp.tsr is what `openssl ts -reply` answered for the manifest of tests/evidence/packages.py.
"""

import asyncio
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from rfc3161_client import decode_timestamp_response

from datasources.timestamps import TimeStampAuthority, find_problem
from domain.evidence.archive_writer import ArchiveWriter
from evidence.timestamp import BadTimestamp, read_timestamp
from evidence.verify import verify
from models.errors import Unavailable
from tests.evidence.packages import FILES, KEYS, Bytes

STAMP = Path(__file__).with_name("stamp.tsr").read_bytes()
NONCE = 15648555498417144719
STAMPED_AT = "2026-11-30T"


class Recorded:
    """An authority that answers what it answered once."""

    def __init__(self) -> None:
        self.content = b""

    async def stamp(self, content: bytes) -> bytes:
        self.content = content
        return STAMP


def make_stamped(path: Path, **about: str) -> bytes:
    """A package with the recorded stamp; its manifest."""
    sink, authority = Bytes(), Recorded()

    async def write() -> None:
        writer = ArchiveWriter(sink)
        for name, content in FILES.items():
            await writer.add(name, content)
        told = {"packageId": "a package", "createdAt": "2026-11-30T12:00:00+00:00", **about}
        await writer.finish(told, KEYS, authority)

    asyncio.run(write())
    path.write_bytes(sink.content)
    return authority.content


def test_the_stamp_of_a_manifest_is_a_file_of_its_package(tmp_path: Path) -> None:
    file = tmp_path / "package.zip"
    manifest = make_stamped(file)
    report = verify(file)
    assert report.problems == []
    assert report.stamped is not None
    assert report.stamped.at.isoformat().startswith(STAMPED_AT)
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist()[-3:] == ["manifest.json", "timestamp.tsr", "signature.json"]
    assert find_problem(decode_timestamp_response(STAMP), manifest, NONCE) == ""


def test_a_stamp_of_another_manifest_or_one_that_was_changed_is_found(tmp_path: Path) -> None:
    file = tmp_path / "package.zip"
    make_stamped(file, createdAt="another time")
    assert "the stamp of something else" in verify(file).problems[0]
    make_stamped(file)
    content = bytearray(file.read_bytes())
    place = content.index(STAMP)
    for offset in range(0, len(STAMP), 97):
        changed = bytearray(content)
        changed[place + offset] ^= 1
        file.write_bytes(changed)
        assert verify(file).problems


@pytest.mark.parametrize("content", [b"", b"\x30", b"nothing", STAMP[:100], STAMP[:-400]])
def test_what_is_no_stamp_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(BadTimestamp):
        read_timestamp(content, bytes(32))


def test_an_answer_to_another_request_is_no_stamp() -> None:
    response = decode_timestamp_response(STAMP)
    assert find_problem(response, b"something else", NONCE) == "it stamped something else"


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnone"],
)
async def test_an_authority_that_gives_no_stamp_is_unavailable(answer: bytes) -> None:
    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    handler: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]] = respond
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Unavailable):
            await TimeStampAuthority(f"http://127.0.0.1:{port}/").stamp(b"a manifest")
