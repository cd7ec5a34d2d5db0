"""Following progress."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from uuid import UUID

from models.enums import ProgressKind
from models.errors import InvalidInput, NotFound
from models.jobs import ProgressStep
from models.paging import Row
from models.principal import Principal
from resolvers import ids
from resolvers.context import Context

Steps = AsyncGenerator[tuple[ProgressStep, Row], None]
_STATUS = {
    ProgressKind.ANALYSIS: "status",
    ProgressKind.SUMMARY: "summary_status",
    ProgressKind.PROMPT: "status",
}


def of_video(
    context: Context, root_field: str, kind: ProgressKind, id_: str, after: int | None, columns: frozenset[str]
) -> Steps:
    """The steps told about a video, each with the video as it is then. Ends after a terminal step.

    Raises NotFound for a malformed, foreign or missing id alike, and when the video is deleted meanwhile.
    """

    async def read(principal: Principal, key: UUID) -> Row | None:
        return (await context.data.videos.by_ids(principal, [key], columns | {_STATUS[kind]}))[0]

    return _follow(context, root_field, kind, ids.decode(ids.Kind.VIDEO, id_), after, read, "videoId")


def of_question(context: Context, id_: str, after: int | None, columns: frozenset[str]) -> Steps:
    """The steps told about a question, each with the question as it is then; otherwise the same."""

    async def read(principal: Principal, key: UUID) -> Row | None:
        wanted = columns | {_STATUS[ProgressKind.PROMPT]}
        return (await context.data.sessions.histories_by_ids(principal, [key], wanted))[0]

    key = ids.decode(ids.Kind.PROMPT_HISTORY, id_)
    name = "Subscription.promptProgress"
    return _follow(context, name, ProgressKind.PROMPT, key, after, read, "promptHistoryId")


async def _follow(
    context: Context,
    root_field: str,
    kind: ProgressKind,
    key: UUID | None,
    after: int | None,
    read: Callable[[Principal, UUID], Awaitable[Row | None]],
    argument: str,
) -> Steps:
    principal = context.may(root_field)
    if after is not None and after < 0:
        raise InvalidInput("OUT_OF_RANGE", field=("afterSequence",), low=0, high=2**31 - 1)
    row = None if key is None else await read(principal, key)
    if key is None or row is None:
        raise NotFound(field=(argument,))
    if after is None and await context.data.progress.latest(principal, kind, key) is None:
        yield _nothing_yet(kind, key, row), row
    async with aclosing(context.data.listener.follow(principal, kind, key, after)) as steps:
        async for step in steps:
            # What the loaders remember belongs to the step before.
            context.forget()
            row = await read(principal, key)
            if row is None:
                raise NotFound(field=(argument,))
            yield step, row


def _nothing_yet(kind: ProgressKind, key: UUID, row: Row) -> ProgressStep:
    """The state as it is before the first step was told: a stream must not begin with silence."""
    return ProgressStep(
        kind, key, 0, row[_STATUS[kind]], "QUEUED", 0, payload={}, terminal=False, created_at=datetime.now(UTC)
    )
