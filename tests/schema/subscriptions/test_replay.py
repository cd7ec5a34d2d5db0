"""eventDetected after an event: a client that was away gets what it missed, then what is new."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, encode
from tests.schema.transport.streams.parts import open_parts
from tests.schema.transport.test_sse import open_stream
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient
from tests.support.sites import FOREIGN, OWN, at_sites

DETECTED = """subscription ($after: ID, $filter: EventFilter) {
  eventDetected(afterEventId: $after, filter: $filter) { id startSeconds }
}"""


async def read(api: ApiTestClient, count: int, **variables: object) -> list[float]:
    async with open_stream(api, DETECTED, **variables) as events:
        return [(await events.read_next())[1]["data"]["eventDetected"]["startSeconds"] for _ in range(count)]


async def read_code(api: ApiTestClient, after: str) -> tuple[str, list[str]]:
    async with open_stream(api, DETECTED, after=after) as events:
        error = (await events.read_next())[1]["errors"][0]
    return error["extensions"]["code"], error["extensions"]["field"]


async def test_what_was_missed_is_told_first_then_what_is_new(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal)
    events = Events(postgres)
    [seen] = await events.store(principal, video, [event_row(0)])
    await events.store(principal, video, [event_row(1, type="THEFT"), event_row(2)])
    after = encode(Kind.EVENT, seen)
    assert await read(api, 2, after=after) == [1, 2]
    assert await read(api, 1, after=after, filter={"types": ["THEFT"]}) == [1]
    async with open_parts(api, DETECTED, after=after) as parts:
        told = [(await parts.read_next())["payload"]["data"]["eventDetected"] for _ in range(2)]
        await events.store(principal, video, [event_row(3)])
        told.append((await parts.read_next())["payload"]["data"]["eventDetected"])
    assert [one["startSeconds"] for one in told] == [1, 2, 3]
    # The last one that was seen is where the next subscription goes on.
    await events.store(principal, video, [event_row(4)])
    assert await read(api, 1, after=told[-1]["id"]) == [4]


async def test_a_missing_and_a_foreign_event_answer_alike(
    api: ApiTestClient, tokens: Callable[[Principal], str], postgres: Postgres, principal: Principal
) -> None:
    stranger = Principal("x", f"foreign-{uuid4().hex}", frozenset(Role))
    stored = {}
    for name, owner, site in (("other", stranger, None), ("own", principal, OWN), ("foreign", principal, FOREIGN)):
        video = await add_video(postgres, owner, site=site)
        [stored[name]] = await Events(postgres).store(owner, video, [event_row(1)])
    missing = ("NOT_FOUND", ["afterEventId"])
    for id_ in (encode(Kind.EVENT, stored["other"]), encode(Kind.EVENT, UUID(int=7)), "nonsense", ""):
        assert await read_code(api, id_) == missing
    clerk = api.with_token(tokens(at_sites(principal, OWN)))
    assert await read_code(clerk, encode(Kind.EVENT, stored["foreign"])) == missing
    # What came after an event of one's own site is told, but for what is at other sites.
    video = await add_video(postgres, principal, site=OWN)
    await Events(postgres).store(principal, video, [event_row(9)])
    assert await read(clerk, 1, after=encode(Kind.EVENT, stored["own"])) == [9]
    assert await read(api, 2, after=encode(Kind.EVENT, stored["own"])) == [1, 9]


@pytest.mark.parametrize("order", ["STORED_NEWEST_FIRST", "STORED_OLDEST_FIRST", "LATEST_FIRST"])
async def test_the_new_orders_are_paged_by_their_cursors(
    api: ApiTestClient, postgres: Postgres, principal: Principal, order: str
) -> None:
    for number in range(3):
        video = await add_video(postgres, principal)
        await Events(postgres).store(principal, video, [event_row(number * 10), event_row(number * 10 + 1)])
    query = """query ($order: EventOrder!, $first: Int, $after: String, $since: DateTime) {
      events(orderBy: $order, first: $first, after: $after, filter: { createdAt: { from: $since } }) {
        totalCount edges { node { id createdAt } } pageInfo { endCursor hasNextPage }
      }
    }"""
    whole = (await api.data(query, order=order, first=10))["events"]
    expected, found, after = [edge["node"]["id"] for edge in whole["edges"]], list[str](), None
    while True:
        page = (await api.data(query, order=order, first=2, after=after))["events"]
        found += [edge["node"]["id"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == expected
    assert len(set(found)) == 6
    times = sorted(edge["node"]["createdAt"] for edge in whole["edges"])
    assert (await api.data(query, order=order, since=times[2]))["events"]["totalCount"] == 4
