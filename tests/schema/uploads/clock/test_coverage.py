"""What could not be seen is told with what was found, and with answers of before as far as they know it."""

from datetime import UTC, datetime
from typing import Any

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.asking.answers import Coverage
from resolvers.core.ids import Kind, encode
from tests.support.rows import add_question, add_video
from tests.support.serving import ApiTestClient

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SEARCH = """query ($filter: EventFilter) { searchEvents(text: "a person", filter: $filter) {
  coverage { videosConsidered secondsAnalyzed gaps { startSeconds endSeconds from to reason } }
} }"""
ANSWER = """query ($id: ID!) { promptHistory(id: $id) {
  coverage { videosConsidered gaps { startSeconds from to reason } }
} }"""


async def search(api: ApiTestClient, *video_ids: str) -> Any:
    found = await api.data(SEARCH, filter={"videoIds": video_ids} if video_ids else None)
    return found["searchEvents"]["coverage"]


async def test_a_search_says_what_it_could_not_see(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(
        postgres,
        principal,
        status="READY",
        recorded_at=NOON,
        duration_seconds=60.0,
        gaps=[[10.0, 20.0, "NO_FOOTAGE"]],
        missing_seconds=10.0,
    )
    of_day = {"from": "2026-11-20T12:00:10+00:00", "to": "2026-11-20T12:00:20+00:00", "reason": "NO_FOOTAGE"}
    told = await search(api, encode(Kind.VIDEO, video))
    assert told["gaps"] == [{"startSeconds": 10, "endSeconds": 20, **of_day}]
    assert (told["videosConsidered"], told["secondsAnalyzed"]) == (1, 50)
    assert (await search(api))["gaps"] == [{"startSeconds": None, "endSeconds": None, **of_day}]


async def test_a_stored_answer_says_what_it_said_then(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    gap = {"start_seconds": 3.0, "end_seconds": 4.0, "reason": "UNDECODABLE"}
    for number, (stored, gaps) in enumerate(
        (
            ({"videos_considered": 2}, []),
            (None, []),
            (
                Coverage.model_validate({"gaps": [gap]}).model_dump(mode="json"),
                [{"startSeconds": 3, "from": None, "to": None, "reason": "UNDECODABLE"}],
            ),
        ),
        start=1,
    ):
        answer = await add_question(postgres, principal, number=number, status="COMPLETED", coverage=stored)
        found = await api.data(ANSWER, id=encode(Kind.PROMPT_HISTORY, answer))
        assert found["promptHistory"]["coverage"]["gaps"] == gaps
