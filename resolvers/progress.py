"""Follows the progress of analyses, summaries and answers."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Mapping, Sequence
from contextlib import ExitStack, aclosing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Generic, TypeVar, cast
from uuid import UUID

from datasources.postgres.progress.subject_feed import SubjectFeed, read_latest
from models.enums import ProgressKind
from models.errors import InvalidInput, NotFound
from models.job_kinds import PROGRESS_SUBJECTS
from models.jobs import ProgressStep
from models.paging import RowT
from models.rows.prompt import QuestionRow
from models.rows.row import Row
from models.rows.video import VideoRow
from resolvers.core import ids
from resolvers.core.context import Context
from resolvers.core.merging import merge_streams

T = TypeVar("T")
MAX_ANALYSES = 100
_VIDEO_IDS = "videoIds"


@dataclass(frozen=True, slots=True)
class StepView(Generic[RowT, T]):
    """How a subscriber renders each step: from the step and these columns of its subject.

    Subscribers of one organization with equal sharing keys get the same object, rendered once.
    """

    sharing_key: Hashable
    columns: frozenset[str]
    render: Callable[[ProgressStep, RowT], T]


def follow_video(
    context: Context, kind: ProgressKind, id_: str, after: int | None, view: StepView[VideoRow, T]
) -> AsyncGenerator[T, None]:
    """The progress steps of a video, each with the video as it was read after the step. Ends after a terminal step.

    Raises NotFound for a malformed, foreign or missing id alike, and when the video is deleted meanwhile.
    """

    async def read_video(key: UUID, columns: frozenset[str]) -> VideoRow | None:
        return (await context.data.videos.get_by_ids(context.caller, [key], columns))[0]

    subject = _Subject(kind, ids.decode(ids.Kind.VIDEO, id_), "videoId", read_video)
    return _follow_progress(context, subject, after, view)


def follow_question(
    context: Context, id_: str, after: int | None, view: StepView[QuestionRow, T]
) -> AsyncGenerator[T, None]:
    """The progress steps of a question; otherwise the same."""

    async def read_question(key: UUID, columns: frozenset[str]) -> QuestionRow | None:
        return (await context.data.sessions.get_questions_by_ids(context.caller, [key], columns))[0]

    key = ids.decode(ids.Kind.PROMPT_HISTORY, id_)
    return _follow_progress(context, _Subject(ProgressKind.PROMPT, key, "promptHistoryId", read_question), after, view)


@dataclass(frozen=True, slots=True)
class _Subject(Generic[RowT]):
    """What a subscription follows. argument: the one that names it. key: None for a malformed id."""

    kind: ProgressKind
    key: UUID | None
    argument: str
    read: Callable[[UUID, frozenset[str]], Awaitable[RowT | None]]

    async def read_row(self, columns: frozenset[str]) -> RowT:
        """The subject's row with these columns and its status. Raises NotFound."""
        row = (
            None
            if self.key is None
            else await self.read(self.key, columns | {PROGRESS_SUBJECTS[self.kind].status_column})
        )
        if row is None:
            raise NotFound(field=(self.argument,))
        return row


async def _follow_progress(
    context: Context, followed: _Subject[RowT], after: int | None, view: StepView[RowT, T]
) -> AsyncGenerator[T, None]:
    if after is not None and after < 0:
        raise InvalidInput("OUT_OF_RANGE", field=("afterSequence",), low=0, high=2**31 - 1)
    if followed.key is None:
        raise NotFound(field=(followed.argument,))
    key = followed.key

    async def render(step: ProgressStep | None) -> T:
        row = await followed.read_row(view.columns)
        return view.render(step or _build_initial_step(followed.kind, key, row), row)

    with context.data.listener.open_subject(context.caller, followed.kind, key) as subject:
        check_exists = partial(_check_exists, subject, followed)
        await check_exists()
        async with aclosing(subject.stream_events(after, check_exists)) as events:
            async for event in events:
                # Loaders hold rows that were read for the step before.
                context.clear_loaders()
                render_step = partial(render, event.step)
                yield await event.single_flight.run_once(view.sharing_key, render_step)


async def _check_exists(subject: SubjectFeed, followed: _Subject[RowT]) -> None:
    await subject.single_flight.run_fresh("exists", lambda: followed.read_row(frozenset()))


async def follow_analyses(
    context: Context, ids_: Sequence[str], view: StepView[VideoRow, T]
) -> AsyncGenerator[T, None]:
    """The progress of several videos' analyses: each one's state, then every step. Ends when the last has ended.

    A video that is deleted meanwhile is told no more of. Raises InvalidInput for too many ids, and NotFound where one
    of them is malformed, foreign or missing.
    """
    if len(ids_) > MAX_ANALYSES:
        raise InvalidInput("TOO_MANY_VALUES", field=(_VIDEO_IDS,), most=MAX_ANALYSES)
    keys: list[UUID] = []
    for number, id_ in enumerate(ids_):
        key = ids.decode(ids.Kind.VIDEO, id_)
        if key is None:
            raise NotFound(field=(_VIDEO_IDS, str(number)))
        keys.append(key)
    keys = list(dict.fromkeys(keys))
    with ExitStack() as opened:
        listener = context.data.listener
        feeds = [
            opened.enter_context(listener.open_subject(context.caller, ProgressKind.ANALYSIS, key)) for key in keys
        ]
        latest = await read_latest(feeds)
        columns = view.columns | {PROGRESS_SUBJECTS[ProgressKind.ANALYSIS].status_column}
        rows = await context.data.videos.get_by_ids(context.caller, keys, columns)
        for number, row in enumerate(rows):
            if row is None:
                raise NotFound(field=(_VIDEO_IDS, str(number)))
        following = []
        for key, feed, step, row in zip(keys, feeds, latest, rows, strict=True):
            assert row is not None
            context.clear_loaders()
            yield view.render(step or _build_initial_step(ProgressKind.ANALYSIS, key, row), row)
            following.append(_follow_analysis(context, feed, step, view))
        async with aclosing(merge_streams(following)) as steps:
            async for each in steps:
                context.clear_loaders()
                yield each


async def _follow_analysis(
    context: Context, feed: SubjectFeed, latest: ProgressStep | None, view: StepView[VideoRow, T]
) -> AsyncGenerator[T, None]:
    """The steps after the latest one; ends also where the video is deleted."""

    async def read_video(key: UUID, columns: frozenset[str]) -> VideoRow | None:
        return (await context.data.videos.get_by_ids(context.caller, [key], columns))[0]

    followed = _Subject(feed.kind, feed.subject_id, _VIDEO_IDS, read_video)

    async def render(step: ProgressStep | None) -> T:
        row = await followed.read_row(view.columns)
        return view.render(step or _build_initial_step(feed.kind, feed.subject_id, row), row)

    with suppress(NotFound):
        async with aclosing(feed.stream_after(latest, partial(_check_exists, feed, followed))) as events:
            async for event in events:
                yield await event.single_flight.run_once(view.sharing_key, partial(render, event.step))


def _build_initial_step(kind: ProgressKind, key: UUID, row: Row) -> ProgressStep:
    """The state before the first step: a stream begins with a message at once."""
    status = str(cast("Mapping[str, object]", row)[PROGRESS_SUBJECTS[kind].status_column])
    return ProgressStep(kind, key, 0, status, "QUEUED", 0, payload={}, terminal=False, created_at=datetime.now(UTC))
