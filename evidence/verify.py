"""Checks an evidence package: every byte of it is what was signed, and nothing was added, taken away or renamed."""

import hashlib
import os
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from evidence.archive import NAME, Member, NotAPackage, directory, local_header, locate_directory, read_directory
from evidence.ed25519 import is_signed
from evidence.statement import (
    MANIFEST,
    SIGNATURE,
    TIMESTAMP,
    UNLISTED,
    BadStatement,
    ListedFile,
    Signature,
    parse_manifest,
    parse_signature,
)
from evidence.timestamp import BadTimestamp, StampedTime, read_timestamp

_CHUNK_BYTES = 1 << 20
_TAIL_BYTES = 4096
# More than the manifest of a package with 20,000 files.
_MAX_STATEMENT_BYTES = 8 << 20
_MAX_PROBLEMS = 50


@dataclass(slots=True)
class Report:
    """What a check found. problems: empty where the package is as it was signed.

    about: what the manifest says of the package. is_known_key: whether the key is one of those that were given; None
    where none was. stamped: the time that a time stamp's token names, whose own signature is not checked here.
    """

    problems: list[str] = field(default_factory=list)
    files: int = 0
    size: int = 0
    sha256: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    signature: Signature | None = None
    is_known_key: bool | None = None
    stamped: StampedTime | None = None

    @property
    def is_intact(self) -> bool:
        return not self.problems

    def add(self, problem: str) -> None:
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append(problem)


@dataclass(frozen=True, slots=True)
class _ReadMember:
    """content: of the files that the manifest does not list; None of others."""

    member: Member
    sha256: str
    content: bytes | None


def verify(path: Path, fingerprints: Collection[str] | None = None) -> Report:
    """Check a package. fingerprints: of the keys that are trusted; None: any key, which the report names.

    Raises OSError where the file cannot be read.
    """
    report = Report()
    with path.open("rb") as file:
        report.size = os.fstat(file.fileno()).st_size
        try:
            read = _read_archive(file, report)
        except NotAPackage as problem:
            report.add(f"This is no intact evidence package: {problem}.")
            return report
    report.files = len(read)
    _check_statements(read, fingerprints, report)
    return report


def _read_archive(file: BinaryIO, report: Report) -> list[_ReadMember]:
    """Every member, read once from the first byte to the last. Raises NotAPackage where the form is another."""
    file.seek(max(0, report.size - _TAIL_BYTES))
    start, size = locate_directory(file.read(_TAIL_BYTES), report.size)
    file.seek(start)
    members = read_directory(file.read(size))
    _check_names(members, report)
    file.seek(0)
    whole = hashlib.sha256()
    read = [_read_member(file, member, whole, report) for member in _chain(members)]
    rest = file.read(_CHUNK_BYTES + size)
    whole.update(rest)
    report.sha256 = whole.hexdigest()
    if rest != directory(members, read[-1].member.end if read else 0):
        raise NotAPackage("its directory differs from its files, or something was added to it")
    return read


def _chain(members: Sequence[Member]) -> Iterator[Member]:
    """The members, if each begins where the one before ends. Raises NotAPackage."""
    expected = 0
    for member in members:
        if member.offset != expected:
            raise NotAPackage(f"{member.name!r} is not where it must be: something was added or taken away")
        expected = member.end
        yield member


def _check_names(members: Sequence[Member], report: Report) -> None:
    for member in members:
        if not NAME.fullmatch(member.name):
            raise NotAPackage(f"no file of a package is called {member.name!r}")
    for name, count in Counter(member.name.lower() for member in members).items():
        if count > 1:
            report.add(f"{count} files are called {name}.")


def _read_member(file: BinaryIO, member: Member, whole: Any, report: Report) -> _ReadMember:
    expected = local_header(member)
    header = file.read(len(expected))
    whole.update(header)
    if header != expected:
        raise NotAPackage(f"the head of {member.name} differs from the directory")
    keeps = member.name in UNLISTED
    if keeps and member.size > _MAX_STATEMENT_BYTES:
        raise NotAPackage(f"{member.name} is larger than that of any package")
    digest, crc32, kept, remaining = hashlib.sha256(), 0, b"", member.size
    while remaining:
        chunk = file.read(min(remaining, _CHUNK_BYTES))
        if not chunk:
            raise NotAPackage(f"{member.name} is cut off")
        digest.update(chunk)
        whole.update(chunk)
        crc32, remaining = zlib.crc32(chunk, crc32), remaining - len(chunk)
        kept += chunk if keeps else b""
    if crc32 != member.crc32:
        report.add(f"{member.name} was changed: its CRC-32 is another.")
    return _ReadMember(member, digest.hexdigest(), kept if keeps else None)


def _check_statements(read: Sequence[_ReadMember], fingerprints: Collection[str] | None, report: Report) -> None:
    names = [one.member.name for one in read]
    last = [name for name in UNLISTED if name in names]
    for name in (MANIFEST, SIGNATURE):
        if name not in names:
            report.add(f"{name} is missing.")
    if report.problems:
        return
    if names[-len(last) :] != last:
        report.add("The manifest and the signature are not the last files.")
    unlisted = {one.member.name: one for one in read if one.content is not None}
    try:
        listed, report.about = parse_manifest(unlisted[MANIFEST].content or b"")
        report.signature = parse_signature(unlisted[SIGNATURE].content or b"")
    except BadStatement as problem:
        report.add(f"{problem}.")
        return
    _compare_files(listed, [one for one in read if one.content is None], report)
    _check_signature(report.signature, unlisted, fingerprints, report)


def _compare_files(listed: Sequence[ListedFile], read: Sequence[_ReadMember], report: Report) -> None:
    found = {one.member.name: one for one in read}
    for file in listed:
        one = found.pop(file.name, None)
        if one is None:
            report.add(f"{file.name} is missing.")
        elif (one.member.size, one.sha256) != (file.size, file.sha256):
            report.add(f"{file.name} was changed: its SHA-256 is {one.sha256}, and {file.sha256} was signed.")
    for name in found:
        report.add(f"{name} was added: the manifest does not list it.")
    if not report.problems and [file.name for file in listed] != [one.member.name for one in read]:
        report.add("The files are in another order than the manifest's.")


def _check_signature(
    signature: Signature, unlisted: dict[str, _ReadMember], fingerprints: Collection[str] | None, report: Report
) -> None:
    if signature.manifest_sha256 != unlisted[MANIFEST].sha256:
        report.add(f"{MANIFEST} is not the one that was signed.")
    stamp = unlisted.get(TIMESTAMP)
    if signature.timestamp_sha256 != (None if stamp is None else stamp.sha256):
        report.add(f"{TIMESTAMP} is not the one that was signed.")
    if stamp is not None:
        try:
            report.stamped = read_timestamp(stamp.content or b"", bytes.fromhex(unlisted[MANIFEST].sha256))
        except BadTimestamp as problem:
            report.add(f"{TIMESTAMP}: {problem}.")
    if report.is_intact and not is_signed(signature.public_key, signature.message, signature.signature):
        report.add("The signature is not valid.")
    if fingerprints is not None:
        report.is_known_key = signature.fingerprint in fingerprints
        if not report.is_known_key:
            report.add(f"It is signed by a key that is none of those given: {signature.fingerprint}.")
