"""Following progress."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar
from uuid import UUID

from models.access.principal import Principal
from models.enums import ProgressKind
from models.errors import InvalidInput, NotFound
from models.jobs import ProgressStep
from models.paging import Row
from resolvers.core import ids
from resolvers.core.context import Context

T = TypeVar("T")
_STATUS_COLUMNS = {
    ProgressKind.ANALYSIS: "status",
    ProgressKind.SUMMARY: "summary_status",
    ProgressKind.PROMPT: "status",
}


@dataclass(frozen=True, slots=True)
class StepView(Generic[T]):
    """How a follower wants each step: made of it and these columns of its subject.

    Followers of one organization whose keys are equal get the same object, made once.
    """

    sharing_key: Hashable
    columns: frozenset[str]
    render: Callable[[ProgressStep, Row], T]


def follow_video(
    context: Context, root_field: str, kind: ProgressKind, id_: str, after: int | None, view: StepView[T]
) -> AsyncGenerator[T, None]:
    """The steps told about a video, each with the video as it was read after it. Ends after a terminal step.

    Raises NotFound for a malformed, foreign or missing id alike, and when the video is deleted meanwhile.
    """

    async def read(principal: Principal, key: UUID, columns: frozenset[str]) -> Row | None:
        return (await context.data.videos.get_by_ids(principal, [key], columns))[0]

    return _follow_progress(context, root_field, kind, ids.decode(ids.Kind.VIDEO, id_), after, view, read, "videoId")


def follow_question(context: Context, id_: str, after: int | None, view: StepView[T]) -> AsyncGenerator[T, None]:
    """The steps told about a question, each with the question as it was read after it; otherwise the same."""

    async def read(principal: Principal, key: UUID, columns: frozenset[str]) -> Row | None:
        return (await context.data.sessions.get_questions_by_ids(principal, [key], columns))[0]

    key = ids.decode(ids.Kind.PROMPT_HISTORY, id_)
    name = "Subscription.promptProgress"
    return _follow_progress(context, name, ProgressKind.PROMPT, key, after, view, read, "promptHistoryId")


async def _follow_progress(
    context: Context,
    root_field: str,
    kind: ProgressKind,
    key: UUID | None,
    after: int | None,
    view: StepView[T],
    read: Callable[[Principal, UUID, frozenset[str]], Awaitable[Row | None]],
    argument: str,
) -> AsyncGenerator[T, None]:
    principal = context.caller
    if after is not None and after < 0:
        raise InvalidInput("OUT_OF_RANGE", field=("afterSequence",), low=0, high=2**31 - 1)
    if key is None:
        raise NotFound(field=(argument,))
    known = key

    async def row(columns: frozenset[str]) -> Row:
        found = await read(principal, known, columns | {_STATUS_COLUMNS[kind]})
        if found is None:
            raise NotFound(field=(argument,))
        return found

    async def made(step: ProgressStep | None) -> T:
        found = await row(view.columns)
        return view.render(step or _build_initial_step(kind, known, found), found)

    with context.data.listener.open_subject(principal, kind, key) as subject:

        async def there() -> None:
            await subject.single_flight.run_fresh("there", lambda: row(frozenset()))

        await there()
        async with aclosing(subject.stream_events(after, there)) as steps:
            async for told in steps:
                # What the loaders remember belongs to the step before.
                context.clear_loaders()
                step = told.step
                yield await told.single_flight.run_once(view.sharing_key, lambda step=step: made(step))  # type: ignore[misc]


def _build_initial_step(kind: ProgressKind, key: UUID, row: Row) -> ProgressStep:
    """The state as it is before the first step was told: a stream must not begin with silence."""
    return ProgressStep(
        kind, key, 0, row[_STATUS_COLUMNS[kind]], "QUEUED", 0, payload={}, terminal=False, created_at=datetime.now(UTC)
    )
