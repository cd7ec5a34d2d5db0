"""Which events answers and summaries are written from, where not all can be shown."""

from domain.ask.facts.selection import select_by_priority
from models.enums import EventType
from models.event_types import MOST_SERIOUS_FIRST
from tests.domain.doubles import event


def test_the_most_serious_events_of_every_type_are_chosen() -> None:
    rows = [event(number, kind.value, number, number + 1, "P1") for number, kind in enumerate(EventType, start=1)]
    for count in range(1, len(rows)):
        chosen = {row.type for row in select_by_priority(rows, count)}
        assert chosen == set(MOST_SERIOUS_FIRST[:count])
