"""What an announced upload must say of itself."""

from typing import Any

import pytest

from domain.uploads.announcement import UploadAnnouncement, validate_upload
from models.errors import UserMistake


def announce(**fields: Any) -> UploadAnnouncement:
    return UploadAnnouncement(**{"filename": "till.mp4", "content_type": "video/mp4", "size_bytes": 1, **fields})


def mistakes(**fields: Any) -> list[tuple[str, str]]:
    with pytest.raises(UserMistake) as raised:
        validate_upload(announce(**fields))
    return [(mistake.code, mistake.field[-1]) for mistake in raised.value.mistakes]


def test_the_name_is_the_file_s_where_none_is_given() -> None:
    checked = validate_upload(announce(filename="C:\\footage\\till.mp4"))
    assert (checked.filename, checked.name, checked.timezone) == ("till.mp4", "till.mp4", None)


@pytest.mark.parametrize(
    ("filename", "content_type", "kind"),
    [
        ("a.mkv", "video/matroska", "video/x-matroska"),
        ("a.mkv", "", "video/x-matroska"),
        ("a.MTS", "application/octet-stream", "video/mp2t"),
        ("a", "Video/MP4; codecs=avc1", "video/mp4"),
    ],
)
def test_the_content_type_is_the_registered_one(filename: str, content_type: str, kind: str) -> None:
    assert validate_upload(announce(filename=filename, content_type=content_type)).content_type == kind


def test_a_bad_name_does_not_hide_a_bad_type_and_size() -> None:
    assert mistakes(filename="../x.mp4", content_type="", size_bytes=-1) == [
        ("BAD_FILENAME", "filename"),
        ("SIZE_NOT_ACCEPTED", "sizeBytes"),
    ]
    assert mistakes(filename="\u202e4pm.exe", content_type="text/plain", checksum_sha256="x") == [
        ("CONTROL_CHARACTERS", "filename"),
        ("CONTENT_TYPE_NOT_ACCEPTED", "contentType"),
        ("BAD_CHECKSUM", "checksumSha256"),
    ]
