"""Which hold a release means."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from domain.keeping.holds import HoldOrder, choose_released, find_same, validate_order
from models.errors import SeveralMistakes, WrongState
from models.keeping.holds import LegalHold, is_held

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def hold(number: int, reason: str, until: datetime | None = None) -> LegalHold:
    return LegalHold(UUID(int=number), UUID(int=0), reason, "kim", NOW, until)


def test_the_only_hold_needs_no_naming_and_of_several_the_reason_names_one() -> None:
    one, other, same = hold(1, "Case 7"), hold(2, "The insurer"), hold(3, "Case 7")
    over = HoldOrder(False, "It is over", None)
    assert choose_released([one], over) == [one]
    assert choose_released([one, other, same], HoldOrder(False, "Case 7", None)) == [one, same]
    with pytest.raises(WrongState, match="Case 7; The insurer"):
        choose_released([one, other], over)
    with pytest.raises(WrongState, match="no legal hold"):
        choose_released([], over)


def test_an_order_is_the_same_by_reason_end_and_user() -> None:
    stored = hold(1, "Case 7")
    assert find_same([stored], HoldOrder(True, "Case 7", None), "kim") is stored
    assert find_same([stored], HoldOrder(True, "Case 7", NOW), "kim") is None
    assert find_same([stored], HoldOrder(True, "Case 7", None), "lee") is None
    with pytest.raises(WrongState, match="20"):
        find_same([hold(number, f"{number}") for number in range(20)], HoldOrder(True, "x", None), "kim")


def test_every_mistake_of_an_order_is_told() -> None:
    with pytest.raises(SeveralMistakes) as refused:
        validate_order(hold=True, reason="", until=NOW, now=NOW)
    assert [mistake.code for mistake in refused.value.mistakes] == ["VALUE_REQUIRED", "HOLD_ENDS_IN_PAST"]


@pytest.mark.parametrize(("until", "held"), [(None, False), (NOW, False), (NOW + timedelta(seconds=1), True)])
def test_a_video_is_held_until_the_last_hold_ends(until: datetime | None, held: bool) -> None:
    assert is_held({"held_until": until}, NOW) is held
