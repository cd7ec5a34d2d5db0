"""Organizations share slots in turn; none holds all of them while another waits."""

import asyncio
from collections.abc import Sequence

import pytest

from domain.fairness.fair_slots import FairSlots, fair_share


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


class Queue:
    """Tasks that wait for a slot, and the order in which they got one."""

    def __init__(self, places: FairSlots) -> None:
        self.places = places
        self.order: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def joined(self, organization: str, times: int = 1) -> None:
        async def take() -> None:
            await self.places.acquire(organization)
            self.order.append(organization)

        self.tasks += [asyncio.create_task(take()) for _ in range(times)]
        await settled()

    async def left(self, *organizations: str) -> None:
        for organization in organizations:
            self.places.release(organization)
            await settled()


@pytest.mark.parametrize(
    ("places", "share", "of_one"), [(1, 0.5, 1), (2, 0.75, 1), (3, 0.75, 2), (4, 0.75, 3), (4, 1.0, 4), (8, 0.01, 1)]
)
def test_a_share_is_at_least_a_place(places: int, share: float, of_one: int) -> None:
    assert fair_share(places, share) == of_one


async def test_a_hundred_of_one_organization_do_not_come_before_one_of_another() -> None:
    queue = Queue(FairSlots(1))
    await queue.joined("loud", 100)
    await queue.joined("quiet")
    await queue.left("loud")
    assert queue.order == ["loud", "quiet"]
    for task in queue.tasks:
        task.cancel()


async def test_those_who_wait_have_their_turns_by_organization() -> None:
    queue = Queue(FairSlots(1))
    for organization in ("a", "b", "c"):
        await queue.joined(organization, 3)
    for organization in "abcabcabc":
        assert queue.order[-1] == organization
        await queue.left(organization)
    assert "".join(queue.order) == "abcabcabc"


async def test_none_holds_more_than_its_share_and_what_is_left_is_free_for_others() -> None:
    queue = Queue(FairSlots(3, 2))
    await queue.joined("loud", 10)
    assert queue.order == ["loud"] * 2
    assert not queue.places.has_free_slot("loud")
    assert queue.places.has_free_slot("quiet")
    await queue.joined("quiet")
    assert queue.order[-1] == "quiet"
    await queue.left("quiet", "loud")
    assert queue.order.count("loud") == 3
    for task in queue.tasks:
        task.cancel()


async def test_whoever_gives_up_waiting_leaves_the_place_to_the_next() -> None:
    queue = Queue(FairSlots(1))
    await queue.joined("a", 2)
    await queue.joined("b")
    queue.tasks[1].cancel()
    queue.tasks[2].cancel()
    await settled()
    assert queue.places.waiting_count() == 0
    await queue.left("a")
    assert queue.places.has_free_slot("b")


async def test_who_is_cancelled_in_the_moment_of_getting_a_place_does_not_keep_it() -> None:
    queue = Queue(FairSlots(1))
    await queue.joined("a", 2)
    queue.places.release("a")
    queue.tasks[1].cancel()
    await settled()
    assert queue.places.has_free_slot("a")


def _kept(places: FairSlots) -> Sequence[int]:
    return [len(places._held), len(places._waiters), len(places._last_served)]


async def test_nothing_is_kept_of_those_who_are_gone() -> None:
    places = FairSlots(2, 1)
    for number in range(50):
        await places.acquire(f"organization {number}")
        places.release(f"organization {number}")
    assert _kept(places) == [0, 0, 0]
