"""Events from other detectors: checked one by one, each a row or a reason."""

import math
from typing import Any

import pytest

from domain.events.attributes import MAX_BYTES, MAX_DEPTH, validate_attributes
from domain.events.default_description import build_default_description
from domain.events.imported import (
    MAX_EVENTS,
    ImportedBox,
    ImportedEvent,
    ImportedPerson,
    VideoProperties,
    deduplicate_rows,
    validate_events,
)
from models.enums import EventType, FrameLocation, Gender
from models.errors import InvalidInput

KNOWN = VideoProperties(duration_seconds=60.0, frame_rate=29.97, width=900, height=600)
UNKNOWN = VideoProperties(None, None, None, None)


def given(**fields: Any) -> ImportedEvent:
    return ImportedEvent(**{"type": EventType.WALKING, "start_seconds": 1.0, **fields})


def row(footage: VideoProperties = KNOWN, **fields: Any) -> dict[str, Any]:
    (only,), rejected = validate_events([given(**fields)], footage)
    assert rejected == []
    return only


def reason(footage: VideoProperties = KNOWN, **fields: Any) -> str:
    rows, (only,) = validate_events([given(**fields)], footage)
    assert rows == []
    return only.error.code


@pytest.mark.parametrize(("x", "side"), [(0, "LEFT"), (249, "LEFT"), (250, "CENTER"), (549, "CENTER"), (550, "RIGHT")])
def test_the_location_is_the_third_in_which_the_box_s_middle_lies(x: int, side: str) -> None:
    assert row(bounding_box=ImportedBox(x, 0, 100, 100))["location"] == side


def test_a_location_that_is_told_stands_and_without_a_width_none_is_guessed() -> None:
    box = ImportedBox(0, 0, 100, 100)
    assert row(bounding_box=box, location=FrameLocation.RIGHT)["location"] == "RIGHT"
    assert row(UNKNOWN, bounding_box=box)["location"] == "UNKNOWN"
    assert row()["location"] == "UNKNOWN"


def test_a_box_may_fill_the_frame_but_not_reach_outside() -> None:
    assert row(bounding_box=ImportedBox(0, 0, 900, 600))["bbox_width"] == 900
    for box in (
        ImportedBox(1, 0, 900, 600),
        ImportedBox(0, 1, 900, 600),
        ImportedBox(-1, 0, 5, 5),
        ImportedBox(0, -1, 5, 5),
    ):
        assert reason(bounding_box=box) == "BOX_OUTSIDE_FRAME"
    assert row(UNKNOWN, bounding_box=ImportedBox(5000, 5000, 10, 10))["bbox_x"] == 5000


def test_the_frame_s_number_follows_from_the_frame_rate_where_that_is_known() -> None:
    assert row(start_seconds=10.0)["frame_number"] == 300
    assert row(UNKNOWN, start_seconds=10.0)["frame_number"] == 0


def test_an_end_that_is_not_told_is_the_start() -> None:
    assert row(start_seconds=5.0)["end_seconds"] == 5.0


def test_times_may_exceed_the_video_by_what_other_tools_round() -> None:
    assert row(start_seconds=59.0, end_seconds=60.9)["end_seconds"] == 60.9
    assert reason(start_seconds=59.0, end_seconds=61.1) == "EVENT_OUTSIDE_VIDEO"
    assert row(UNKNOWN, start_seconds=86_400.0)["start_seconds"] == 86_400.0


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, -0.001])
def test_numbers_that_are_none_or_negative_are_no_times_and_no_confidences(number: float) -> None:
    for footage in (KNOWN, UNKNOWN):
        assert reason(footage, start_seconds=number) in ("OUT_OF_RANGE", "EVENT_OUTSIDE_VIDEO")
    assert reason(confidence=number) == "OUT_OF_RANGE"


@pytest.mark.parametrize("nothing", [-0.0, 5e-324, 1e-12])
def test_minus_zero_and_what_is_next_to_nothing_is_zero(nothing: float) -> None:
    told = row(start_seconds=nothing, confidence=nothing)
    for name in ("start_seconds", "end_seconds", "confidence"):
        assert (told[name], math.copysign(1.0, told[name])) == (0.0, 1.0)


def test_what_is_not_told_of_a_person_is_unknown() -> None:
    told = row(person=ImportedPerson("P1"))
    assert (told["track_id"], told["gender"], told["age_group"], told["age"]) == ("P1", "UNKNOWN", "UNKNOWN", None)
    assert row()["track_id"] is None


def test_the_source_is_import_unless_told_and_never_our_own() -> None:
    assert row()["source"] == row(source=" ")["source"] == "import"
    assert row(source=" acme/3 ")["source"] == "acme/3"
    assert reason(source="WATCHGRAPH-vision/1") == "SOURCE_RESERVED"


def test_a_rejected_event_keeps_its_place_in_what_was_given() -> None:
    events = [given(), given(confidence=2.0), given(start_seconds=2.0), given(start_seconds=-1.0)]
    rows, rejected = validate_events(events, KNOWN)
    assert [one["start_seconds"] for one in rows] == [1.0, 2.0]
    assert [(one.index, one.error.field) for one in rejected] == [
        (1, ("events", "1", "confidence")),
        (3, ("events", "3", "startSeconds")),
    ]


def test_all_mistakes_of_an_event_are_named_but_not_without_bound() -> None:
    bad = given(confidence=2.0, source="watchgraph", person=ImportedPerson(" ", age=-1.0))
    rows, rejected = validate_events([bad] * MAX_EVENTS, KNOWN)
    assert rows == []
    assert [one.error.field[2:] for one in rejected[:4]] == [
        ("person", "trackId"),
        ("person", "age"),
        ("confidence",),
        ("source",),
    ]
    assert {one.index for one in rejected} == set(range(MAX_EVENTS))
    assert len(rejected) == 2 * MAX_EVENTS


def test_the_same_event_again_is_taken_but_stored_once() -> None:
    rows, rejected = validate_events([given(), given(start_seconds=2.0), given()], KNOWN)
    assert (len(rows), rejected) == (3, [])
    assert [one["start_seconds"] for one in deduplicate_rows(rows)] == [1.0, 2.0]


def test_another_event_that_cannot_be_told_from_an_earlier_one_is_rejected() -> None:
    rows, (twin,) = validate_events([given(), given(action="limping")], KNOWN)
    assert len(rows) == 1
    assert (twin.index, twin.error.code, twin.error.values["first"]) == (1, "SAME_EVENT_TWICE", 0)
    apart = [given(person=ImportedPerson(track)) for track in ("P1", "P2")]
    assert validate_events(apart, KNOWN)[1] == []


@pytest.mark.parametrize("kind", EventType)
@pytest.mark.parametrize("place", FrameLocation)
def test_every_type_has_a_sentence_in_both_languages(kind: EventType, place: FrameLocation) -> None:
    english, korean = build_default_description(kind, place, Gender.UNKNOWN, None, None)
    assert english.endswith(".")
    assert english.isascii()
    assert korean.endswith("니다.")
    assert not any("a" <= letter <= "z" for letter in korean.lower())


@pytest.mark.parametrize(
    ("kind", "action", "target", "english", "korean"),
    [
        ("PICKING", None, "milk", "A man picks up milk on the left.", "한 남성이 왼쪽에서 milk를 집습니다."),
        ("PICKING", None, "병", "A man picks up 병 on the left.", "한 남성이 왼쪽에서 병을 집습니다."),
        (
            "INTERACTION",
            None,
            "점원",
            "A man interacts with 점원 on the left.",
            "한 남성이 왼쪽에서 점원과 상호작용합니다.",
        ),
        ("STANDING", "waits", "문", "A man stands on the left: waits, 문.", "한 남성이 왼쪽에 서 있습니다(waits, 문)."),
        ("CROWDING", None, None, "People crowd together on the left.", "사람들이 왼쪽에 몰려 있습니다."),
    ],
)
def test_a_sentence_holds_what_is_told(
    kind: str, action: str | None, target: str | None, english: str, korean: str
) -> None:
    told = build_default_description(EventType(kind), FrameLocation.LEFT, Gender.MALE, action, target)
    assert told == (english, korean)


def test_a_description_that_is_given_stands_alone() -> None:
    told = row(description=" 여자가 우유를 집는다. ")
    assert (told["description"], told["description_ko"]) == ("여자가 우유를 집는다.", None)


def nested(depth: int) -> Any:
    value: Any = 1
    for number in range(depth):
        value = {"a": value} if number % 2 or number == depth - 1 else [value]
    return value


def refusal(value: object) -> str:
    with pytest.raises(InvalidInput) as refused:
        validate_attributes(value, ("attributes",))
    return refused.value.code


def test_attributes_are_an_object_within_limits() -> None:
    assert validate_attributes(None, ()) == {}
    assert validate_attributes(nested(MAX_DEPTH), ()) == nested(MAX_DEPTH)
    assert refusal(nested(MAX_DEPTH + 1)) == "ATTRIBUTES_TOO_DEEP"
    assert refusal(nested(100_000)) == "ATTRIBUTES_TOO_DEEP"
    full = {"a": "가" * ((MAX_BYTES - 9) // 3)}
    assert validate_attributes(full, ()) == full
    assert refusal({"a": full["a"] + "가"}) == "ATTRIBUTES_TOO_LARGE"
    others: tuple[object, ...] = ([], "a", 1, True)
    for value in others:
        assert refusal(value) == "ATTRIBUTES_NOT_AN_OBJECT"


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_attributes_hold_no_number_that_json_lacks(value: float) -> None:
    assert refusal({"a": [{"b": value}]}) == "NUMBER_NOT_FINITE"


@pytest.mark.parametrize("text", ["\u0000", "a\ud800", "\udfff"])
def test_attributes_hold_no_text_that_the_database_cannot(text: str) -> None:
    assert refusal({"a": [text]}) == refusal({text: 1}) == "CONTROL_CHARACTERS"
    assert validate_attributes({"a": "line\nbreak"}, ()) == {"a": "line\nbreak"}
