"""What the API is told about a recording."""

from datetime import UTC, datetime

from ingest.description import UploadDescription
from ingest.journal import Entry, FileIdentity, State

ENTRY = Entry(
    id=1,
    path="gate/x.mp4",
    camera="gate",
    started_at=datetime(2026, 11, 30, tzinfo=UTC),
    file=FileIdentity(1, 1, 5, 1),
    state=State.WAITING,
    checksum_sha256=None,
    upload_token=None,
    video_id=None,
    part_size_bytes=None,
    attempts=0,
    retry_at=0.0,
    message=None,
)


def test_a_camera_is_told_by_its_name_and_time_zone() -> None:
    assert UploadDescription("Asia/Seoul", {"till": "x"}).build(ENTRY, "ab") == {
        "filename": "x.mp4",
        "contentType": "video/mp4",
        "sizeBytes": "5",
        "checksumSha256": "ab",
        "recordedAt": "2026-11-30T00:00:00+00:00",
        "camera": "gate",
        "timezone": "Asia/Seoul",
    }


def test_a_camera_with_an_id_has_its_name_and_time_zone_at_the_server() -> None:
    built = UploadDescription("Asia/Seoul", {"gate": "Q2Ft"}).build(ENTRY, "ab")
    assert (built["cameraId"], "camera" in built, "timezone" in built) == ("Q2Ft", False, False)
