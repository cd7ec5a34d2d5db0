"""Places to look, and the child that is ready for the next look."""

import operator
import threading
from collections.abc import Iterator

import pytest

from domain.chat.frame_slots import Places
from domain.isolation.subprocess import apart

pytestmark = pytest.mark.slow


@pytest.fixture
def places() -> Iterator[Places]:
    found = Places(1, keeps_ready=True, modules=())
    yield found
    found.close()


async def test_a_child_that_was_not_used_waits_for_the_next_look_and_one_that_was_is_followed_by_another(
    places: Places,
) -> None:
    first = places.child("a")
    assert first is not None
    places.give_back(first)
    assert places.child("a") is first
    assert apart(operator.add, 2, 3, stopped=threading.Event(), child=first) == 5
    places.give_back(first)
    second = places.child("a")
    assert second is not None
    assert second is not first
    assert second.waits
    second.end()
    places.give_back(second)
    places.close()
    assert not second.waits


async def test_a_child_that_died_while_it_waited_is_replaced(places: Places) -> None:
    first = places.child("a")
    assert first is not None
    places.give_back(first)
    first.end()
    second = places.child("a")
    assert second is not None
    assert second.waits
    second.end()


async def test_where_no_place_is_free_no_child_gets_ready(places: Places) -> None:
    async with places.pool.place("a"):
        assert places.child("a") is None
