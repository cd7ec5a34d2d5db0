"""A package is intact to the last byte, or the check says what is wrong."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.evidence.keys import EvidenceKeys
from evidence.__main__ import main
from evidence.archive import Member, directory, local_header, locate_directory, read_directory
from evidence.statement import fingerprint
from evidence.verify import Report, verify
from tests.evidence.packages import FILES, KEYS, SEED, make_package

PACKAGE = make_package()
OTHER_KEYS = EvidenceKeys.from_settings("A" * 43 + "=", "")


@pytest.fixture
def check(tmp_path: Path) -> Callable[[bytes], Report]:
    def write_and_verify(content: bytes) -> Report:
        file = tmp_path / "package.zip"
        file.write_bytes(content)
        return verify(file)

    return write_and_verify


def repack(change: Callable[[list[tuple[str, bytes]]], list[tuple[str, bytes]]]) -> bytes:
    """The package's files, changed, as a careful forger would pack them again: in the same form."""
    with zipfile.ZipFile(io.BytesIO(PACKAGE)) as archive:
        files = change([(name, archive.read(name)) for name in archive.namelist()])
    body, members = b"", []
    for name, content in files:
        member = Member(name, len(content), zlib.crc32(content), len(body))
        body += local_header(member) + content
        members.append(member)
    return body + directory(members, len(body))


def test_a_package_is_intact_and_any_program_unpacks_it(check: Callable[[bytes], Report]) -> None:
    report = check(PACKAGE)
    assert report.problems == []
    assert (report.files, report.size) == (len(FILES) + 2, len(PACKAGE))
    assert report.about["packageId"] == "a package"
    with zipfile.ZipFile(io.BytesIO(PACKAGE)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in FILES} == FILES


def test_a_change_of_any_byte_is_found(tmp_path: Path) -> None:
    file = tmp_path / "package.zip"
    for place in range(len(PACKAGE)):
        changed = bytearray(PACKAGE)
        changed[place] ^= 1 << place % 8
        file.write_bytes(changed)
        assert verify(file).problems, f"byte {place} of {len(PACKAGE)}"


@pytest.mark.parametrize("length", [0, 1, 21, 22, 100, len(PACKAGE) - 1])
def test_a_package_that_was_cut_off_is_found(check: Callable[[bytes], Report], length: int) -> None:
    assert check(PACKAGE[:length]).problems


def test_what_was_put_before_behind_or_between_is_found(check: Callable[[bytes], Report]) -> None:
    second = len(local_header(Member("clips/001.mp4", 300, 0, 0))) + 300
    for changed in (PACKAGE + b"x", b"x" + PACKAGE, PACKAGE[:second] + b"x" + PACKAGE[second:], PACKAGE * 2):
        assert check(changed).problems
    with_comment = bytearray(PACKAGE + b"hello")
    with_comment[-7:-5] = (5).to_bytes(2, "little")
    assert check(bytes(with_comment)).problems


FORGERIES: dict[str, Callable[[list[tuple[str, bytes]]], list[tuple[str, bytes]]]] = {
    "a file was added": lambda files: [("clips/002.mp4", b"more"), *files],
    "a file was added behind the signature": lambda files: [*files, ("notes.txt", b"more")],
    "a file was removed": lambda files: files[1:],
    "the signature was removed": lambda files: files[:-1],
    "the manifest was removed": lambda files: [*files[:-2], files[-1]],
    "a file was changed": lambda files: [(files[0][0], b"other pictures"), *files[1:]],
    "a file was renamed": lambda files: [("clips/000.mp4", files[0][1]), *files[1:]],
    "two files changed places": lambda files: [files[1], files[0], *files[2:]],
    "a name is there twice": lambda files: [files[0], *files],
    "a name differs in case alone": lambda files: [("CLIPS/001.MP4", b"x"), *files],
    "the manifest says otherwise": lambda files: [
        *files[:-2],
        (files[-2][0], files[-2][1].replace(b"12:00", b"13:00")),
        files[-1],
    ],
    "the manifest is spelled otherwise": lambda files: [
        *files[:-2],
        (files[-2][0], json.dumps(json.loads(files[-2][1])).encode()),
        files[-1],
    ],
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forger_who_packs_it_again_is_found(check: Callable[[bytes], Report], forgery: str) -> None:
    assert check(repack(lambda files: files)).is_intact
    assert check(repack(FORGERIES[forgery])).problems


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "a\\b", "a//b", ".hidden", "clips/", "증거.txt", "a" * 300])
def test_no_file_is_called_otherwise_than_a_package_calls_it(check: Callable[[bytes], Report], name: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, b"x")
    assert check(buffer.getvalue()).problems


def test_a_zip_of_another_program_is_no_package_even_with_the_same_files(check: Callable[[bytes], Report]) -> None:
    for compression in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        buffer = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(PACKAGE)) as archive,
            zipfile.ZipFile(buffer, "w", compression) as copy,
        ):
            for name in archive.namelist():
                copy.writestr(name, archive.read(name))
        assert check(buffer.getvalue()).problems


def test_local_and_central_heads_that_differ_are_found(check: Callable[[bytes], Report]) -> None:
    """Programs that read the one see another file than programs that read the other."""
    central = PACKAGE.rindex(b"clips/001.mp4")
    for place in (PACKAGE.index(b"clips/001.mp4"), central):
        changed = PACKAGE[:place] + b"clips/009.mp4" + PACKAGE[place + 13 :]
        assert check(changed).problems


def test_a_package_that_another_key_signed_is_intact_and_not_trusted(tmp_path: Path) -> None:
    file = tmp_path / "package.zip"
    file.write_bytes(make_package(keys=OTHER_KEYS))
    assert KEYS.public_key is not None
    assert verify(file).is_intact
    assert verify(file).is_known_key is None
    report = verify(file, {fingerprint(KEYS.public_key)})
    assert report.is_known_key is False
    assert "none of those given" in report.problems[0]


def test_after_a_rotation_the_published_keys_check_packages_of_both(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = json.loads(json.dumps(KEYS.publish()))["keys"][0]["publicKey"]
    rotated = EvidenceKeys.from_settings("A" * 43 + "=", old)
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(rotated.publish()))
    for number, signer in enumerate((KEYS, rotated)):
        file = tmp_path / f"{number}.zip"
        file.write_bytes(make_package(keys=signer))
        assert main(["verify", str(file), "--keys", str(keys)]) == 0
    assert "INTACT" in capsys.readouterr().out


def test_the_command_says_what_is_wrong_and_how_it_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "package.zip"
    file.write_bytes(PACKAGE.replace(b"a still", b"a stilt"))
    assert main(["verify", str(file)]) == 1
    assert "stills/0001.jpg was changed" in capsys.readouterr().out
    assert main(["verify", str(tmp_path / "missing.zip")]) == 2
    assert "cannot be checked" in capsys.readouterr().err


def test_the_check_works_alone_without_any_installed_package(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parents[2] / "evidence", tmp_path / "evidence")
    (tmp_path / "package.zip").write_bytes(PACKAGE)
    command = [sys.executable, "-S", "-E", "-m", "evidence", "verify", "package.zip"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[0][:6]) == (0, "INTACT"), done.stderr


def test_a_new_key_is_one_that_the_product_takes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-key"]) == 0
    line, published, *_ = capsys.readouterr().out.splitlines()
    made = EvidenceKeys.from_settings(line.partition("=")[2], "")
    assert made.public_key is not None
    assert fingerprint(made.public_key)[:16] in published
    assert line.partition("=")[2] != SEED


def test_files_beyond_four_gigabytes_are_as_other_programs_read_them(tmp_path: Path) -> None:
    """The bytes between are a hole of the disk."""
    large = Member("clips/001.mp4", 5 << 30, 1, 0)
    small = Member("manifest.json", 3, 2, large.end)
    file = tmp_path / "large.zip"
    with file.open("wb") as out:
        for member in (large, small):
            out.seek(member.offset)
            out.write(local_header(member))
        out.seek(small.end)
        out.write(directory([large, small], small.end))
    with zipfile.ZipFile(file) as archive:
        read = [(one.filename, one.file_size, one.CRC, one.header_offset) for one in archive.infolist()]
        assert read == [(one.name, one.size, one.crc32, one.offset) for one in (large, small)]
    with file.open("rb") as content:
        size = content.seek(0, os.SEEK_END)
        content.seek(-4096, os.SEEK_END)
        start, length = locate_directory(content.read(), size)
        content.seek(start)
        assert read_directory(content.read(length)) == [large, small]
