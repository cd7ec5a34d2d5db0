"""The most serious event of a video is ranked as in answers and summaries."""

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.neighbours import EventNeighbours
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.event_types import MOST_SERIOUS_FIRST
from tests.support.rows import add_video, event_row


async def test_every_type_has_the_rank_that_its_seriousness_says(postgres: Postgres, principal: Principal) -> None:
    videos = []
    for rank in range(len(MOST_SERIOUS_FIRST)):
        videos.append(await add_video(postgres, principal))
        rows = [event_row(second, type=kind.value) for second, kind in enumerate(MOST_SERIOUS_FIRST[rank:])]
        await Events(postgres).store(principal, videos[-1], rows[::-1])
    found = await EventNeighbours(postgres).find_most_serious(principal, videos, ["type"])
    assert [row["type"] for row in found if row is not None] == [kind.value for kind in MOST_SERIOUS_FIRST]
