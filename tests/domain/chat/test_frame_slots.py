"""Places to look, and the child that is ready for the next look."""

import operator
import threading
from collections.abc import Iterator

import pytest

from domain.chat.frame_slots import FrameSlots
from domain.isolation.subprocess import IsolationOptions, run_isolated

pytestmark = pytest.mark.slow


@pytest.fixture
def places() -> Iterator[FrameSlots]:
    found = FrameSlots(1, keeps_ready=True, modules=())
    yield found
    found.close()


async def test_a_child_that_was_not_used_waits_for_the_next_look_and_one_that_was_is_followed_by_another(
    places: FrameSlots,
) -> None:
    first = places.take_child("a")
    assert first is not None
    places.return_child(first)
    assert places.take_child("a") is first
    assert run_isolated(IsolationOptions(threading.Event(), child=first), operator.add, 2, 3) == 5
    places.return_child(first)
    second = places.take_child("a")
    assert second is not None
    assert second is not first
    assert second.is_waiting
    second.kill()
    places.return_child(second)
    places.close()
    assert not second.is_waiting


async def test_a_child_that_died_while_it_waited_is_replaced(places: FrameSlots) -> None:
    first = places.take_child("a")
    assert first is not None
    places.return_child(first)
    first.kill()
    second = places.take_child("a")
    assert second is not None
    assert second.is_waiting
    second.kill()


async def test_where_no_place_is_free_no_child_gets_ready(places: FrameSlots) -> None:
    async with places.pool.acquire("a"):
        assert places.take_child("a") is None
