"""What a package says of clocks, events and people, and that nothing that people wrote becomes code or a formula."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from domain.evidence.contents import (
    EVENT_COLUMNS,
    VIDEO_COLUMNS,
    PackagedClip,
    describe_clip,
    describe_event,
    describe_footage,
    write_csv,
)
from domain.evidence.page import PageContent, render_page
from domain.evidence.redaction import find_moments
from models.enums import Language
from models.evidence.order import FootagePart

VIDEO_ID, EVENT_ID = UUID(int=1), UUID(int=2)
EVIL = '<script>alert(1)</script>"'


def video(**columns: Any) -> Any:
    row = dict.fromkeys(VIDEO_COLUMNS)
    return {
        **row,
        "id": VIDEO_ID,
        "name": EVIL,
        "camera": "Till",
        "timezone": "Asia/Seoul",
        "recorded_at": datetime(2026, 3, 1, 12, tzinfo=UTC),
        "jumps": [],
        "duration_seconds": 60.0,
        "status": "READY",
        "created_at": datetime(2026, 3, 2, tzinfo=UTC),
        "etag": "e",
        "original_filename": EVIL,
        **columns,
    }


def event(**columns: Any) -> Any:
    row = dict.fromkeys(EVENT_COLUMNS)
    return {
        **row,
        "id": EVENT_ID,
        "video_id": VIDEO_ID,
        "type": "THEFT",
        "start_seconds": 5.0,
        "end_seconds": 6.0,
        "frame_number": 125,
        "occurred_at": datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC),
        "description": EVIL,
        "confidence": 0.9,
        "track_id": "P1",
        "created_at": datetime(2026, 3, 2, tzinfo=UTC),
        **columns,
    }


def packaged(**columns: Any) -> PackagedClip:
    values = {"file": "clips/001.mp4", "start_seconds": 2.0, "end_seconds": 10.0, **columns}
    return PackagedClip(FootagePart(VIDEO_ID, 3.0, 9.0), **values)


ABOUT = {
    "packageId": "p",
    "createdAt": "now",
    "orderedBy": EVIL,
    "organization": "o",
    "redacted": True,
    "exceptTrackIds": ["P1"],
    "keyId": "k",
}


def test_times_are_the_camera_s_and_jumps_of_its_clock_are_told() -> None:
    told = describe_footage(video(jumps=[10.0, 30.0, 20.0, None]), None)
    assert told["recordedAt"] == "2026-03-01T21:00:00.000+09:00"
    assert [(jump["clockBefore"], jump["clockAfter"], jump["wentBack"]) for jump in told["clockJumps"]] == [
        ("2026-03-01T21:00:10.000+09:00", "2026-03-01T21:00:40.000+09:00", False),
        ("2026-03-01T21:00:50.000+09:00", None, True),
    ]
    assert describe_footage(video(recorded_at=None), None)["recordedAt"] is None


def test_an_event_names_the_clip_that_shows_it() -> None:
    clip = packaged(stills=[("stills/0001.jpg", 5.0)])
    told = describe_event(event(), video(), [clip])
    assert (told["clip"], told["clipSeconds"], told["occurredAt"]) == (
        "clips/001.mp4",
        3.0,
        "2026-03-01T21:00:05.000+09:00",
    )
    assert describe_event(event(start_seconds=50.0), video(), [clip])["clip"] is None
    [still] = describe_clip(clip, video())["stills"]
    assert still == {"file": "stills/0001.jpg", "seconds": 5.0, "at": "2026-03-01T21:00:05.000+09:00"}


def test_no_cell_of_the_table_is_a_formula() -> None:
    told = describe_event(event(description='=HYPERLINK("http://evil")', track_id="@P1"), video(), [])
    table = write_csv([told], Language.EN).decode("utf-8-sig")
    assert "'=HYPERLINK" in table
    assert "'@P1" in table


def test_what_people_wrote_is_text_on_the_page() -> None:
    for language in Language:
        clip = packaged(redaction={"frames": 10, "framesWithBlur": 8, "framesBlurredWhole": 1})
        missing = packaged(file="", missing={"code": "FOOTAGE_ARCHIVED", "values": {"tier": EVIL}})
        content = PageContent(
            ABOUT,
            [describe_footage(video(jumps=[10.0, None]), None)],
            [describe_clip(clip, video()), describe_clip(missing, video())],
            [describe_event(event(), video(), [clip])],
            None,
        )
        page = render_page(content, language).decode()
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        assert "default-src 'none'" in page
        assert f'lang="{language.value.lower()}"' in page


def test_a_named_person_is_looked_for_where_and_when_their_events_have_them() -> None:
    box = {"bbox_x": 1, "bbox_y": 2, "bbox_width": 10, "bbox_height": 20}
    rows = [event(**box), event(**box, frame_number=9999), event()]
    assert [(seen.seconds, seen.box) for seen in find_moments(rows, 25.0)] == [
        (5.0, (1, 2, 11, 22)),
        (5.0, (1, 2, 11, 22)),
    ]
    assert [seen.seconds for seen in find_moments(rows[:1], None)] == [5.0]
