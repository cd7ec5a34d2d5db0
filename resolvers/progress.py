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
_STATUS = {
    ProgressKind.ANALYSIS: "status",
    ProgressKind.SUMMARY: "summary_status",
    ProgressKind.PROMPT: "status",
}


@dataclass(frozen=True, slots=True)
class View(Generic[T]):
    """How a follower wants each step: made of it and these columns of its subject.

    Followers of one organization whose keys are equal get the same object, made once.
    """

    key: Hashable
    columns: frozenset[str]
    make: Callable[[ProgressStep, Row], T]


def of_video(
    context: Context, root_field: str, kind: ProgressKind, id_: str, after: int | None, view: View[T]
) -> AsyncGenerator[T, None]:
    """The steps told about a video, each with the video as it was read after it. Ends after a terminal step.

    Raises NotFound for a malformed, foreign or missing id alike, and when the video is deleted meanwhile.
    """

    async def read(principal: Principal, key: UUID, columns: frozenset[str]) -> Row | None:
        return (await context.data.videos.by_ids(principal, [key], columns))[0]

    return _follow(context, root_field, kind, ids.decode(ids.Kind.VIDEO, id_), after, view, read, "videoId")


def of_question(context: Context, id_: str, after: int | None, view: View[T]) -> AsyncGenerator[T, None]:
    """The steps told about a question, each with the question as it was read after it; otherwise the same."""

    async def read(principal: Principal, key: UUID, columns: frozenset[str]) -> Row | None:
        return (await context.data.sessions.histories_by_ids(principal, [key], columns))[0]

    key = ids.decode(ids.Kind.PROMPT_HISTORY, id_)
    name = "Subscription.promptProgress"
    return _follow(context, name, ProgressKind.PROMPT, key, after, view, read, "promptHistoryId")


async def _follow(
    context: Context,
    root_field: str,
    kind: ProgressKind,
    key: UUID | None,
    after: int | None,
    view: View[T],
    read: Callable[[Principal, UUID, frozenset[str]], Awaitable[Row | None]],
    argument: str,
) -> AsyncGenerator[T, None]:
    principal = context.may(root_field)
    if after is not None and after < 0:
        raise InvalidInput("OUT_OF_RANGE", field=("afterSequence",), low=0, high=2**31 - 1)
    if key is None:
        raise NotFound(field=(argument,))
    known = key

    async def row(columns: frozenset[str]) -> Row:
        found = await read(principal, known, columns | {_STATUS[kind]})
        if found is None:
            raise NotFound(field=(argument,))
        return found

    async def made(step: ProgressStep | None) -> T:
        found = await row(view.columns)
        return view.make(step or _nothing_yet(kind, known, found), found)

    with context.data.listener.subject(principal, kind, key) as subject:

        async def there() -> None:
            await subject.arriving.fresh("there", lambda: row(frozenset()))

        await there()
        async with aclosing(subject.told(after, there)) as steps:
            async for told in steps:
                # What the loaders remember belongs to the step before.
                context.forget()
                step = told.step
                yield await told.shared.once(view.key, lambda step=step: made(step))  # type: ignore[misc]


def _nothing_yet(kind: ProgressKind, key: UUID, row: Row) -> ProgressStep:
    """The state as it is before the first step was told: a stream must not begin with silence."""
    return ProgressStep(
        kind, key, 0, row[_STATUS[kind]], "QUEUED", 0, payload={}, terminal=False, created_at=datetime.now(UTC)
    )
