"""Sequences: events of one person with less than five seconds between them."""

from uuid import UUID

from domain.ask.retrieval.sequences import number_sequences
from tests.domain.doubles import event


def numbers(*rows: tuple[int, float, float, str | None]) -> list[int | None]:
    events = [event(number, "WALKING", start, end, who) for number, start, end, who in rows]
    sequences = number_sequences(events)
    return [sequences.get(row.event_id) for row in events]


def test_events_closer_than_five_seconds_are_one_sequence() -> None:
    assert numbers((1, 0, 2, "P1"), (2, 6.9, 8, "P1"), (3, 13, 14, "P1")) == [1, 1, None]


def test_a_long_event_holds_what_happens_within_it_and_right_after() -> None:
    assert numbers((1, 0, 60, "P1"), (2, 3, 4, "P1"), (3, 64, 65, "P1")) == [1, 1, 1]


def test_each_person_has_sequences_of_their_own_in_order_of_time() -> None:
    assert numbers((1, 9, 10, "P2"), (2, 0, 1, "P1"), (3, 11, 12, "P2"), (4, 2, 3, "P1")) == [2, 1, 2, 1]


def test_events_without_a_person_belong_together() -> None:
    assert numbers((1, 0, 1, None), (2, 2, 3, None), (3, 4, 5, "P1")) == [1, 1, None]


def test_other_videos_are_other_sequences() -> None:
    rows = [event(1, "WALKING", 0, 1), event(2, "WALKING", 2, 3, video_id=UUID(int=2))]
    assert number_sequences(rows) == {}
