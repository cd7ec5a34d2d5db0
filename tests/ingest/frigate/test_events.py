"""What Frigate tracked, as events."""

from typing import Any

import pytest

from ingest.frigate.client import ReviewItem
from ingest.frigate.events import build_events, is_within
from ingest.frigate.plan import Window

WINDOW = Window("gate", 1000.0, 1060.0, 1000.0)


def tracked(start: float, end: float | None, **more: Any) -> dict[str, Any]:
    return {"id": "1.0-a", "label": "person", "start_time": start, "end_time": end, "zones": [], "data": {}} | more


def walking_to(across: float, down: float, box: object = None) -> dict[str, Any]:
    """The data of a person of whom the path ends there; feet, in fractions of the frame."""
    return {"path_data": [[[0.5, 0.6], 1010.2], [[across, down], 1018.0]], "box": box or [0.4, 0.2, 0.1, 0.4]}


def build(*objects: dict[str, Any], seconds: float = 60.0) -> list[tuple[str, float]]:
    events = build_events(objects, [], WINDOW, seconds).events
    return [(str(event["type"]), float(event["startSeconds"])) for event in events]


def test_a_person_comes_and_goes() -> None:
    person = tracked(1010, 1020.5, data=walking_to(0.95, 0.7))
    assert build(person) == [("PERSON_ENTER", 10.0), ("PERSON_EXIT", 20.5)]


@pytest.mark.parametrize(
    ("data", "end"),
    [
        (walking_to(0.04, 0.6), "PERSON_EXIT"),
        (walking_to(0.9, 0.6), "PERSON_EXIT"),
        (walking_to(0.5, 0.97), "PERSON_EXIT"),
        # A wide box reaches the edge from further off.
        (walking_to(0.75, 0.6, [0.4, 0.2, 0.4, 0.4]), "PERSON_EXIT"),
        (walking_to(0.75, 0.6), "LOST_FROM_VIEW"),
        (walking_to(0.5, 0.05), "LOST_FROM_VIEW"),
        # Before 0.16 Frigate tells no path; the box is that of the best picture.
        ({"box": [0.0, 0.2, 0.1, 0.4]}, "LOST_FROM_VIEW"),
        ({"path_data": None}, "LOST_FROM_VIEW"),
        ({"path_data": [["x"]]}, "LOST_FROM_VIEW"),
        ({"path_data": [[[0.95], 1018.0]]}, "LOST_FROM_VIEW"),
    ],
)
def test_who_was_not_at_an_edge_when_the_tracking_ended_did_not_leave(data: dict[str, Any], end: str) -> None:
    assert build(tracked(990, 1020, data=data)) == [(end, 20.0)]


def test_nobody_comes_or_goes_at_the_borders_of_a_file() -> None:
    assert build(tracked(990, 1020)) == [("LOST_FROM_VIEW", 20.0)]
    assert build(tracked(1010, 1070)) == [("PERSON_ENTER", 10.0)]
    assert build(tracked(990, 1070), tracked(990, None)) == []


def test_every_moment_is_in_one_of_two_files_that_adjoin() -> None:
    following = Window("gate", 1060.0, 1120.0, 1060.0)
    person = tracked(1060, 1070)
    assert build(person) == []
    assert len(build_events([person], [], following, 60.0).events) == 2


def test_a_moment_beyond_a_file_that_came_out_short_is_at_its_end() -> None:
    assert build(tracked(1010, 1059), seconds=58.5) == [("PERSON_ENTER", 10.0), ("LOST_FROM_VIEW", 58.5)]


def test_what_no_type_fits_is_counted_and_not_given_another_type() -> None:
    found = build_events(
        [
            tracked(1010, 1020, label="car"),
            tracked(1010, 1020, label="dog"),
            tracked(1010, 1020, label="speech", data={"type": "audio"}),
            tracked(1010, 1020, data={"type": "api"}),
            tracked(1010, 1020, false_positive=True),
        ],
        *([], WINDOW, 60.0),
    )
    assert (found.events, dict(found.untyped)) == ([], {"car": 1, "dog": 1, "speech": 1, "person": 1})


def test_labels_zones_names_and_severity_go_along() -> None:
    item = ReviewItem(1000, 1030, "alert", frozenset({"1.0-a"}))
    data = {"top_score": 0.75, "sub_label_score": 0.9, "attributes": [{"label": "backpack"}, {"label": "backpack"}]}
    person = tracked(1010, None, sub_label="Alice", zones=["porch", "till"], data=data)
    (event,) = build_events([person], [item], WINDOW, 60.0).events
    assert event == {
        "type": "PERSON_ENTER",
        "startSeconds": 10.0,
        "endSeconds": 10.0,
        "person": {"trackId": "1.0-a"},
        "objects": ["backpack"],
        "confidence": 0.75,
        "attributes": {
            "frigate": {
                "id": "1.0-a",
                "label": "person",
                "subLabel": "Alice",
                "subLabelScore": 0.9,
                "zones": ["porch", "till"],
                "severity": "alert",
                "startedAt": 1010.0,
            }
        },
        "source": "frigate",
    }


def test_older_versions_give_names_with_their_scores_and_no_data() -> None:
    (event, _) = build_events([tracked(1010, 1020, sub_label=["Bob", 0.8], data=None)], [], WINDOW, 60.0).events
    told = event["attributes"]["frigate"]
    assert (told["subLabel"], told["subLabelScore"], "confidence" in event) == ("Bob", 0.8, False)


def test_objects_of_other_times_are_not_of_the_window() -> None:
    assert [is_within(tracked(start, end), WINDOW) for start, end in ((900, 990), (1060, 1070), (900, None))] == [
        *(False, False, True)
    ]
