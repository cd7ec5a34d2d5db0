"""`python -m datasources.postgres.sql.composed`: writes statements that are composed at run time into composed/*.sql.

A reviewer reads there what SQLAlchemy makes of the code. A test compares the files with what the code composes now.
"""

import asyncio
import textwrap
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.jobs.job_end import compose_end
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.jobs.subject_update import compose_update
from datasources.postgres.search.neighbours import EventNeighbours
from datasources.postgres.search.search import Search
from datasources.postgres.search.selectivity import MAX_COMPARED_EVENTS
from datasources.postgres.search.statistics import Statistics
from datasources.postgres.search.vector_index import VectorIndexes
from datasources.postgres.sql import FOLDER
from datasources.postgres.sql.recorder import StatementRecorder
from datasources.postgres.tables.audit import Audit
from datasources.postgres.tables.events import Events
from datasources.postgres.tables.sessions import Sessions
from datasources.postgres.tables.videos import Videos
from models.access.audit import AuditFilter
from models.access.principal import Principal
from models.asking.groups import Dimension
from models.asking.vectors import EmbeddingSpace
from models.enums import EventGrouping, EventOrder, EventType, JobKind, JobStatus, VideoOrder, VideoStatus
from models.filters import EventFilter, SecondsRange, TimeRange, VideoFilter
from models.jobs import Claim, Job, SessionNaming
from models.paging import CursorKey, PageWindow

COMPOSED = FOLDER / "composed"
_WIDTH = 118
_PRINCIPAL = Principal.worker("organization")
_ID, _OTHER_ID = UUID(int=1), UUID(int=2)
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_PERIOD = TimeRange(_NOW, _NOW)
_SPACE = EmbeddingSpace("model", 2)
_VECTOR = [0.0, 1.0]
_FIRST_PAGE = PageWindow(20)
_NEXT_PAGE = PageWindow(20, after=CursorKey(_NOW.isoformat(), _ID))
_ONE_VIDEO = EventFilter(video_ids=[_ID])
_MANY_FILTERS = EventFilter(
    video_ids=[_ID, _OTHER_ID],
    cameras=["till"],
    camera_ids=[_ID, _OTHER_ID],
    sites=["seoul"],
    types=[EventType.THEFT, EventType.FIGHTING],
    track_ids=["P1"],
    excluded_track_ids=["P2"],
    seconds=SecondsRange(1.0, 2.0),
    occurred_at=_PERIOD,
    zone_windows=[("Asia/Seoul", _PERIOD)],
    min_confidence=0.5,
)
_ANSWER = {"status": "COMPLETED", "response": "", "citations": [], "completed_at": _NOW}
_VIDEO = {"status": VideoStatus.READY, "thumbnail_key": "key", "jumps": []}
_NAMING = SessionNaming(_ID, _OTHER_ID, "Who?", "P1")
_NOTHING_LOOKED_AT = '{"unlooked": 0, "busy": 0, "moments": 0, "looked": 0, "types": {}}'
# What the count before a search over many events answers.
_MANY_EVENTS = [(MAX_COMPARED_EVENTS + 1,)]


@dataclass(frozen=True, slots=True)
class _Case:
    """A call whose statements are printed, and what they answer."""

    title: str
    call: Callable[[StatementRecorder], Awaitable[Any]]
    results: Sequence[Sequence[Any]] = ()


class _ExistingIndexes(VectorIndexes):
    async def is_usable(self, connection: AsyncConnection, space: EmbeddingSpace) -> bool:
        return True


def _search(postgres: StatementRecorder) -> Search:
    search = Search(postgres)
    search.indexes = _ExistingIndexes(postgres)
    return search


_CASES: Mapping[str, Sequence[_Case]] = {
    "videos": (
        _Case(
            "A page, newest first, after a cursor",
            lambda p: Videos(p).list_page(_PRINCIPAL, None, VideoOrder.NEWEST_FIRST, _NEXT_PAGE, ["name"]),
        ),
        _Case(
            "The last page by name, of videos that fit a filter",
            lambda p: Videos(p).list_page(
                _PRINCIPAL,
                VideoFilter(
                    text="till",
                    cameras=["till"],
                    statuses=[VideoStatus.READY, VideoStatus.FAILED],
                    recorded_at=_PERIOD,
                    has_event_types=[EventType.THEFT],
                ),
                VideoOrder.NAME,
                PageWindow(20, backwards=True, before=CursorKey("name", _ID)),
                ["name"],
            ),
        ),
        _Case("By ids", lambda p: Videos(p).get_by_ids(_PRINCIPAL, [_ID], ["name"])),
    ),
    "events": (
        _Case(
            "A page, those that occurred last first, with columns of their videos",
            lambda p: Events(p).list_page(
                _PRINCIPAL, _MANY_FILTERS, EventOrder.OCCURRED_NEWEST_FIRST, _NEXT_PAGE, ["type"], ["name"]
            ),
        ),
        _Case(
            "The same page of each video",
            lambda p: Events(p).list_pages_by_video(
                _PRINCIPAL, [_ID], None, EventOrder.EARLIEST_FIRST, _FIRST_PAGE, ["type"]
            ),
        ),
        _Case(
            "By ids, also those that a newer analysis replaced",
            lambda p: Events(p).get_by_ids(_PRINCIPAL, [_ID], ["type"]),
        ),
        _Case("How many of each type", lambda p: Events(p).count_types_by_video(_PRINCIPAL, [_ID])),
        _Case("Neighbours in time", lambda p: EventNeighbours(p).list_neighbours(_PRINCIPAL, [_ID], 2, 3, ["type"])),
        _Case("Similar events", lambda p: EventNeighbours(p).list_similar(_PRINCIPAL, [_ID], _SPACE, 5, ["type"])),
        _Case("The most serious one", lambda p: EventNeighbours(p).find_most_serious(_PRINCIPAL, [_ID], ["type"])),
        _Case(
            "By hour of the day",
            lambda p: Statistics(p).count_by_group(_PRINCIPAL, None, EventGrouping.HOUR_OF_DAY, None),
        ),
    ),
    "prompts": (
        _Case("A page of sessions", lambda p: Sessions(p).list_page(_PRINCIPAL, _NEXT_PAGE, ["title"], video_id=_ID)),
        _Case(
            "The same page of each video",
            lambda p: Sessions(p).list_pages_by_video(_PRINCIPAL, [_ID], _FIRST_PAGE, ["title"]),
        ),
        _Case(
            "The same page of questions of each session",
            lambda p: Sessions(p).list_questions_by_session(_PRINCIPAL, [_ID], _FIRST_PAGE, ["prompt"]),
        ),
        _Case(
            "A question and its session",
            lambda p: Sessions(p).get_question_and_session(_PRINCIPAL, _ID, _OTHER_ID, ["prompt"], ["title"]),
        ),
        _Case("A question to be answered", lambda p: Sessions(p).load_question(_PRINCIPAL, _ID)),
    ),
    "search": (
        _Case(
            "By fields, with totals",
            lambda p: _search(p).list_events_with_totals(
                _PRINCIPAL, _MANY_FILTERS, EventOrder.EARLIEST_FIRST, 10, EventFilter(occurred_at=_PERIOD)
            ),
            [[], [(0, 0, 0.0, None, None, 0, None, [], _NOTHING_LOOKED_AT, None, 0, 0)]],
        ),
        _Case(
            "By meaning, within one video",
            lambda p: _search(p).search_by_vector(_PRINCIPAL, _VECTOR, "model", _ONE_VIDEO, 10),
        ),
        _Case(
            "By meaning, among many events",
            lambda p: _search(p).search_by_vector(_PRINCIPAL, _VECTOR, "model", _MANY_FILTERS, 10),
            [_MANY_EVENTS],
        ),
        _Case(
            "By words, within one video", lambda p: _search(p).search_by_keywords(_PRINCIPAL, "red hat", _ONE_VIDEO, 10)
        ),
        _Case(
            "By words, among many events",
            lambda p: _search(p).search_by_keywords(_PRINCIPAL, "red hat", _MANY_FILTERS, 1),
            [_MANY_EVENTS, [(_ID,)]],
        ),
        _Case(
            "By meaning and words at once, within one video",
            lambda p: _search(p).search_hybrid(_PRINCIPAL, _VECTOR, "model", "red hat", _ONE_VIDEO, 10),
        ),
        _Case("Events with their neighbours", lambda p: _search(p).list_neighbours(_PRINCIPAL, [_ID], 2, 3)),
        _Case("How many", lambda p: _search(p).count(_PRINCIPAL, _ONE_VIDEO), [[(0, 0)]]),
        _Case(
            "How many in each hour of each day",
            lambda p: _search(p).count_by_group(_PRINCIPAL, EventFilter(types=[EventType.THEFT]), Dimension.DATED_HOUR),
        ),
        _Case(
            "The recordings of some days",
            lambda p: _search(p).list_recordings(_PRINCIPAL, EventFilter(occurred_at=_PERIOD), 10),
        ),
    ),
    "jobs": (
        _Case("Claim a due job", lambda p: Jobs(p).claim(_PRINCIPAL, _ID, "worker", 30)),
        _Case("Renew a lease", lambda p: Jobs(p).heartbeat(_claim(JobKind.ANALYZE))),
        _Case(
            "Change the video of a job", lambda p: _record(p, compose_update(_claim(JobKind.ANALYZE).job, _VIDEO)[0])
        ),
        _Case("End a question", lambda p: _record(p, compose_end(_claim(JobKind.PROMPT).job, _ANSWER)[0])),
        _Case(
            "End the first question of a session, and name it",
            lambda p: _record(p, compose_end(_claim(JobKind.PROMPT).job, _ANSWER, _NAMING)[0]),
        ),
        _Case(
            "The newest job of each video", lambda p: Jobs(p).list_latest_by_video(_PRINCIPAL, JobKind.ANALYZE, [_ID])
        ),
    ),
    "audit": (
        _Case(
            "A page, newest first",
            lambda p: Audit(p).list_page(
                _PRINCIPAL,
                AuditFilter(user_ids=["user"], actions=["prompt", "vlmChat"], at=_PERIOD),
                _NEXT_PAGE,
                ["at"],
            ),
        ),
    ),
}


def _claim(kind: JobKind) -> Claim:
    values: dict[str, Any] = dict.fromkeys(Job.__dataclass_fields__)
    values |= {"id": _ID, "organization": "", "kind": kind, "status": JobStatus.RUNNING, "attempt": 1}
    values |= {"history_id": _ID} if kind is JobKind.PROMPT else {"video_id": _ID}
    return Claim(Job(**values), "", 30)


async def _record(postgres: StatementRecorder, statement: str) -> None:
    postgres.record(statement)


async def compose_files() -> dict[str, str]:
    """The files' texts by their names."""
    files = {}
    for name, cases in _CASES.items():
        parts = ["-- Written by `python -m datasources.postgres.sql.composed`; do not edit.\n"]
        for case in cases:
            recorder = StatementRecorder(case.results)
            await case.call(recorder)
            parts += [f"-- {case.title}", *(f"{_wrap(statement)};\n" for statement in recorder.statements)]
        files[f"{name}.sql"] = "\n".join(parts)
    return files


def _wrap(statement: str) -> str:
    lines = textwrap.dedent(statement).strip().splitlines()
    return "\n".join(
        part.rstrip()
        for line in lines
        for part in textwrap.wrap(line, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        or [""]
    )


def main() -> None:
    COMPOSED.mkdir(exist_ok=True)
    for name, text in asyncio.run(compose_files()).items():
        (COMPOSED / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
