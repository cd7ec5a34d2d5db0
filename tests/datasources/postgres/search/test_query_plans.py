"""Every read finds its rows by an index, on tables that are large enough for PostgreSQL to prefer one by itself.

The statements are those that the data layer sends; EXPLAIN tells how they would run, as the application's role, both
with their values known and as the generic plan that a statement gets which is sent often.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from bench.harness.statements import capture_statements
from bench.seed.copying import write_rows
from bench.seed.plan import START
from bench.seed.plan import SeedPlan as SeedPlan
from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.neighbours import EventNeighbours
from datasources.postgres.search.search import Search
from datasources.postgres.search.statistics import Statistics
from datasources.postgres.tables.events import Events
from datasources.postgres.tables.sessions import Sessions
from datasources.postgres.tables.videos import Videos
from models.access.principal import Principal
from models.enums import EventGrouping, EventOrder, EventType, VideoOrder
from models.filters import EventFilter, TimeRange
from models.paging import CursorKey, PageWindow
from tests.datasources.postgres.search.query_plans import Plan, explained

SEED = SeedPlan(videos=500, events_per_video=60, organizations=3, cameras=4)
WHO = Principal("planner", "seed-1", frozenset())
OF_ONE_SITE = Principal("clerk", "seed-1", frozenset(), sites=frozenset({"site-7"}))
# Events follow their video.
SPREAD_OVER_SITES = "UPDATE video SET site = 'site-' || (7 + get_byte(uuid_send(id), 15) % 2)"
VIDEO_COLUMNS = {"name", "camera", "recorded_at", "created_at", "duration_seconds", "status"}
EVENT_COLUMNS = {"type", "start_seconds", "end_seconds", "description", "confidence", "occurred_at"}
MORE_SESSIONS = """
WITH added AS (
  INSERT INTO prompt_session (organization, user_id, number, title, video_id)
  SELECT organization, 'u', n, 'More', busy.id
  FROM (SELECT * FROM video WHERE organization = 'seed-1' ORDER BY id LIMIT 10) AS busy, generate_series(2, 500) AS n
  RETURNING id, organization
)
INSERT INTO prompt_history (organization, session_id, sequence_number, prompt, language)
SELECT organization, id, n, 'What?', 'EN' FROM added, generate_series(1, 4) AS n
"""
UNINDEXED_REFERENCES = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
WHERE contype = 'f' AND NOT EXISTS (
  SELECT FROM pg_index WHERE indrelid = conrelid AND indkey[0] = conkey[1]
)
"""
Read = Callable[["Seeded"], Awaitable[Any]]


@dataclass(frozen=True)
class Seeded:
    """A database full of rows, and some ids of the organization that asks."""

    postgres: Postgres
    connection: Any
    videos: list[UUID]
    events: list[UUID]
    sessions: list[UUID]

    async def plans(self, read: Read) -> list[Plan]:
        """How the statements of a read run: each with its values known, and as a generic plan."""
        with capture_statements() as statements:
            await read(self)
        assert statements
        return [plan for statement in statements for plan in await explained(self.connection, statement)]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seeded(stack: dict[str, str], _owner: Any) -> AsyncIterator[Seeded]:
    name = f"plans_{uuid4().hex}"
    await _owner.execute(f"CREATE DATABASE {name} TEMPLATE watchgraph STRATEGY FILE_COPY")
    owner_dsn, dsn = (stack[login].rpartition("/")[0] + f"/{name}" for login in ("DATABASE_OWNER_URL", "DATABASE_URL"))
    await write_rows(owner_dsn, SEED, lambda _events: None)
    owner, application = await asyncpg.connect(owner_dsn), await asyncpg.connect(dsn)
    await owner.execute(SPREAD_OVER_SITES)
    await owner.execute(MORE_SESSIONS)
    await owner.execute(REPLACED)
    await owner.execute(EMBEDDED)
    await owner.execute("VACUUM ANALYZE")
    await application.execute(
        "SELECT set_config('watchgraph.organization', 'seed-1', false), set_config('watchgraph.sites', 'all', false)"
    )
    ids = [
        [row[0] for row in await application.fetch(f"SELECT id FROM {table} ORDER BY id LIMIT 50")]
        for table in ("video", "event", "prompt_session")
    ]
    postgres = await Postgres.connect(dsn.replace("postgresql://", "postgresql+asyncpg://", 1))
    yield Seeded(postgres, application, *ids)
    await postgres.close()
    await application.close()
    await owner.close()
    await _owner.execute(f"DROP DATABASE {name} WITH (FORCE)")


# Events that a newer analysis replaced.
REPLACED = """
INSERT INTO superseded_event (id, organization, video_id, told)
SELECT uuidv7(), organization, video_id, to_jsonb(event) FROM event LIMIT 5000
"""
EMBEDDED = """
INSERT INTO event_embedding (event_id, model_id, organization, video_id, embedding)
SELECT id, 'model', organization, video_id, '[1,0]' FROM event
"""
SOME_KEY = UUID(int=1 << 120)
# The middle of what an organization has: a page of either side is the smaller part of it.
MOMENT = (START + timedelta(hours=21)).isoformat()
VIDEO_ORDERS = {
    VideoOrder.NEWEST_FIRST: ("video_newest", MOMENT),
    VideoOrder.OLDEST_FIRST: ("video_newest", MOMENT),
    VideoOrder.RECORDED_NEWEST_FIRST: ("video_recorded", MOMENT),
    VideoOrder.NAME: ("video_name", "계산대 2"),
    VideoOrder.LONGEST_FIRST: ("video_longest", 3570.0),
}
EVENT_ORDERS = {
    EventOrder.EARLIEST_FIRST: ("event_earliest", 1200.0),
    EventOrder.LATEST_FIRST: ("event_latest", MOMENT),
    EventOrder.MOST_CONFIDENT_FIRST: ("event_confident", 0.8),
    EventOrder.OCCURRED_NEWEST_FIRST: ("event_occurred", MOMENT),
    EventOrder.OCCURRED_OLDEST_FIRST: ("event_occurred", MOMENT),
    EventOrder.STORED_NEWEST_FIRST: ("event_stored", MOMENT),
    EventOrder.STORED_OLDEST_FIRST: ("event_stored", MOMENT),
}
ORDERS_OF_SITES = [
    (VideoOrder.NEWEST_FIRST, "video_of_site_newest"),
    (VideoOrder.OLDEST_FIRST, "video_of_site_newest"),
    (VideoOrder.RECORDED_NEWEST_FIRST, "video_of_site_recorded"),
    (VideoOrder.NAME, "video_of_site_name"),
    (VideoOrder.LONGEST_FIRST, "video_of_site_longest"),
    (EventOrder.EARLIEST_FIRST, "event_of_site_earliest"),
    (EventOrder.LATEST_FIRST, "event_of_site_latest"),
    (EventOrder.MOST_CONFIDENT_FIRST, "event_of_site_confident"),
    (EventOrder.OCCURRED_NEWEST_FIRST, "event_by_site"),
    (EventOrder.OCCURRED_OLDEST_FIRST, "event_by_site"),
    (EventOrder.STORED_NEWEST_FIRST, "event_of_site_stored"),
    (EventOrder.STORED_OLDEST_FIRST, "event_of_site_stored"),
]
WINDOWS = {
    "from the start": lambda key: PageWindow(20),
    "after a cursor": lambda key: PageWindow(20, after=key),
    "from the end": lambda key: PageWindow(20, backwards=True),
    "before a cursor": lambda key: PageWindow(20, backwards=True, before=key),
}
windows = pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)


def assert_in_order(plan: Plan, index: str, cursor: bool) -> None:
    """Rows come in the index's order from the cursor on: none is sorted, none is passed over."""
    assert plan.indexes() >= {index}, plan.text
    assert plan.sorted_rows() == 0, plan.text
    assert "organization = " in plan.condition(index), plan.text
    assert ("ROW(" in plan.condition(index)) == cursor, plan.text


@windows
@pytest.mark.parametrize("order", VideoOrder)
async def test_a_page_of_videos_is_read_in_the_order_of_an_index(
    seeded: Seeded, order: VideoOrder, window: Callable[[CursorKey], PageWindow]
) -> None:
    index, value = VIDEO_ORDERS[order]
    asked = window(CursorKey(value, SOME_KEY))
    for plan in await seeded.plans(lambda it: Videos(it.postgres).list_page(WHO, None, order, asked, VIDEO_COLUMNS)):
        assert_in_order(plan, index, bool(asked.after or asked.before))


@windows
@pytest.mark.parametrize("order", EventOrder)
async def test_a_page_of_all_events_is_read_in_the_order_of_an_index(
    seeded: Seeded, order: EventOrder, window: Callable[[CursorKey], PageWindow]
) -> None:
    index, value = EVENT_ORDERS[order]
    asked = window(CursorKey(value, SOME_KEY))
    for plan in await seeded.plans(lambda it: Events(it.postgres).list_page(WHO, None, order, asked, EVENT_COLUMNS)):
        assert_in_order(plan, index, bool(asked.after or asked.before))


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(("order", "index"), ORDERS_OF_SITES)
async def test_a_page_of_one_site_is_read_in_the_order_of_an_index(
    seeded: Seeded, order: VideoOrder | EventOrder, index: str, backwards: bool
) -> None:
    asked = PageWindow(20, backwards=backwards)

    async def read(it: Seeded) -> None:
        if isinstance(order, VideoOrder):
            await Videos(it.postgres).list_page(OF_ONE_SITE, None, order, asked, VIDEO_COLUMNS)
        else:
            await Events(it.postgres).list_page(OF_ONE_SITE, None, order, asked, EVENT_COLUMNS)

    for plan in await seeded.plans(read):
        assert_in_order(plan, index, cursor=False)
        assert "site = " in plan.condition(index), plan.text


@windows
@pytest.mark.parametrize("order", [EventOrder.EARLIEST_FIRST, EventOrder.LATEST_FIRST])
async def test_pages_of_many_videos_events_are_read_in_the_order_of_an_index(
    seeded: Seeded, order: EventOrder, window: Callable[[CursorKey], PageWindow]
) -> None:
    asked = window(CursorKey(1200.0, SOME_KEY))
    reading = Events(seeded.postgres)
    for plan in await seeded.plans(
        lambda it: reading.list_pages_by_video(WHO, it.videos[:20], None, order, asked, EVENT_COLUMNS)
    ):
        assert plan.indexes() == {"event_of_video"}, plan.text
        assert plan.sorted_rows() == 0, plan.text
        assert ("ROW(" in plan.condition("event_of_video")) == bool(asked.after or asked.before), plan.text


async def test_the_type_of_a_video_s_events_is_decided_within_the_index_of_their_order(seeded: Seeded) -> None:
    common = EventFilter(types=[EventType.WALKING])
    for plan in await seeded.plans(
        lambda it: Events(it.postgres).list_pages_by_video(
            WHO, it.videos[:1], common, EventOrder.EARLIEST_FIRST, PageWindow(5), EVENT_COLUMNS
        )
    ):
        assert plan.indexes() == {"event_of_video"}, plan.text
        assert plan.sorted_rows() == 0, plan.text
        assert "type = " in plan.condition("event_of_video"), plan.text


async def test_the_time_of_day_of_events_of_a_type_is_decided_within_the_index_of_their_order(seeded: Seeded) -> None:
    day = EventFilter(types=[EventType.WALKING], occurred_at=TimeRange(START, START + timedelta(days=300)))
    known, *_ = await seeded.plans(
        lambda it: Events(it.postgres).list_page(WHO, day, EventOrder.EARLIEST_FIRST, PageWindow(20), EVENT_COLUMNS)
    )
    assert_in_order(known, "event_of_type_earliest", cursor=False)
    assert "occurred_sort <= " in known.condition("event_of_type_earliest"), known.text


@pytest.mark.parametrize("order", [EventOrder.MOST_CONFIDENT_FIRST, EventOrder.OCCURRED_NEWEST_FIRST])
async def test_other_orders_within_a_video_sort_no_more_than_the_video_s_events(
    seeded: Seeded, order: EventOrder
) -> None:
    reading = Events(seeded.postgres)
    for plan in await seeded.plans(
        lambda it: reading.list_pages_by_video(WHO, it.videos[:20], None, order, PageWindow(20), EVENT_COLUMNS)
    ):
        assert plan.indexes() <= {"event_of_video", "event_natural_key"}, plan.text
        assert plan.whole_tables() == set(), plan.text
        assert 0 < plan.sorted_rows() <= 2 * SEED.events_per_video, plan.text


@pytest.mark.parametrize("order", EventOrder)
async def test_the_latest_of_one_type_are_read_in_order_and_those_of_a_rare_type_found_at_once(
    seeded: Seeded, order: EventOrder
) -> None:
    rare = EventFilter(types=[EventType.COLLAPSE])
    for plan in await seeded.plans(
        lambda it: Events(it.postgres).list_page(WHO, rare, order, PageWindow(20), EVENT_COLUMNS)
    ):
        assert plan.whole_tables() == set(), plan.text
        if order is EventOrder.OCCURRED_NEWEST_FIRST:
            assert plan.indexes() == {"event_of_type"}, plan.text
            assert plan.sorted_rows() == 0, plan.text


READS: dict[str, tuple[Read, set[str]]] = {
    "events with their video": (
        lambda it: Events(it.postgres).list_page(
            WHO, None, EventOrder.OCCURRED_NEWEST_FIRST, PageWindow(50), EVENT_COLUMNS, VIDEO_COLUMNS
        ),
        {"event_occurred"},
    ),
    "videos by id": (lambda it: Videos(it.postgres).get_by_ids(WHO, it.videos[:5], VIDEO_COLUMNS), {"video_pkey"}),
    "events by id": (
        lambda it: Events(it.postgres).get_by_ids(WHO, it.events, EVENT_COLUMNS),
        {"event_pkey", "superseded_event_pkey"},
    ),
    "counts of videos' events": (
        lambda it: Events(it.postgres).count_by_video(WHO, it.videos[:20], None),
        {"event_of_video"},
    ),
    "videos' events around some": (
        lambda it: EventNeighbours(it.postgres).list_neighbours(WHO, it.events[:5], 2, 2, EVENT_COLUMNS),
        {"event_pkey", "event_of_video"},
    ),
    "what happened around evidence": (
        lambda it: Search(it.postgres).list_neighbours(WHO, it.events[:5], 2, 2),
        {"event_pkey", "event_of_video"},
    ),
    "a video's events by meaning and by words": (
        lambda it: Search(it.postgres).search_hybrid(
            WHO, [1.0, 0.0], "model", "red umbrella", EventFilter(video_ids=it.videos[:1]), 30
        ),
        {"event_pkey", "event_of_video", "event_embedding_pkey"},
    ),
    "a video's events by their fields": (
        lambda it: Search(it.postgres).list_events_with_totals(
            WHO,
            EventFilter(video_ids=it.videos[:1], types=[EventType.STANDING]),
            EventOrder.EARLIEST_FIRST,
            30,
            EventFilter(video_ids=it.videos[:1]),
        ),
        {"video_pkey"},
    ),
    "videos' most serious events": (
        lambda it: EventNeighbours(it.postgres).find_most_serious(WHO, it.videos[:20], EVENT_COLUMNS),
        {"event_of_video"},
    ),
    "videos' timelines": (
        lambda it: Statistics(it.postgres).count_by_bucket(WHO, it.videos[:5], 60),
        {"event_of_video"},
    ),
    "a page of sessions": (
        lambda it: Sessions(it.postgres).list_page(WHO, PageWindow(20), {"title"}),
        {"prompt_session_recent"},
    ),
    "a page of a video's sessions": (
        lambda it: Sessions(it.postgres).list_page(WHO, PageWindow(20), {"title"}, video_id=it.videos[0]),
        set(),
    ),
    "first questions of sessions": (
        lambda it: Sessions(it.postgres).list_questions_by_session(WHO, it.sessions[:20], PageWindow(3), {"prompt"}),
        {"prompt_history_sequence"},
    ),
    "statistics of an hour": (
        lambda it: Statistics(it.postgres).count_by_group(
            WHO, EventFilter(occurred_at=TimeRange(START, START + timedelta(hours=1))), EventGrouping.TYPE, None
        ),
        {"event_occurred"},
    ),
    "statistics of a rare type": (
        lambda it: Statistics(it.postgres).count_by_group(
            WHO, EventFilter(types=[EventType.COLLAPSE]), EventGrouping.GENDER, None
        ),
        {"event_of_type"},
    ),
}


@pytest.mark.parametrize(("read", "indexes"), READS.values(), ids=READS)
async def test_a_read_finds_its_rows_by_an_index(seeded: Seeded, read: Read, indexes: set[str]) -> None:
    for plan in await seeded.plans(read):
        # Of a type's indexes, either will do.
        found = {"event_of_type" if name.startswith("event_of_type") else name for name in plan.indexes()}
        # Of few cameras, an index that has the ids after organization and camera finds ids as well.
        found |= {"video_pkey"} if "video_of_camera" in found else set()
        assert found >= indexes, plan.text
        assert plan.whole_tables() <= {"video"}, plan.text


async def test_deleting_a_row_finds_those_that_name_it_by_an_index(seeded: Seeded) -> None:
    assert await seeded.connection.fetch(UNINDEXED_REFERENCES) == []


async def test_coverage_reads_videos_once_and_once_more_for_gaps_and_no_jobs(seeded: Seeded) -> None:
    for plan in await seeded.plans(lambda all_of_it: Search(all_of_it.postgres).measure_coverage(WHO, None)):
        read = [node["Relation Name"] for node in plan.nodes if "Relation Name" in node]
        assert read.count("video") == 2
        assert set(read) <= {"video", "event"}
        # One lookup a type that was not looked for, the count, and false alarms from the index of reviewed events.
        assert read.count("event") == 3
        assert any(index.startswith("event_reviewed") for index in plan.indexes())
        assert any(index.startswith("event_of_type") for index in plan.indexes())
