"""Following progress."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from models.enums import ProgressKind
from models.errors import InvalidInput, NotFound
from models.jobs import ProgressStep
from models.paging import Row
from resolvers import ids
from resolvers.context import Context


async def of_video(
    context: Context, root_field: str, kind: ProgressKind, id_: str, after: int | None, columns: frozenset[str]
) -> AsyncGenerator[tuple[ProgressStep, Row], None]:
    """The steps told about a video, each with the video as it is then. Ends after a terminal step.

    Raises NotFound for a malformed, foreign or missing id alike, and when the video is deleted meanwhile.
    """
    principal = context.may(root_field)
    if after is not None and after < 0:
        raise InvalidInput("OUT_OF_RANGE", field=("afterSequence",), low=0, high=2**31 - 1)
    key = ids.decode(ids.Kind.VIDEO, id_)
    if key is None or (await context.data.videos.by_ids(principal, [key], ()))[0] is None:
        raise NotFound(field=("videoId",))
    async with aclosing(context.data.listener.follow(principal, kind, key, after)) as steps:
        async for step in steps:
            # What the loaders remember belongs to the step before.
            context.forget()
            video = (await context.data.videos.by_ids(principal, [key], columns))[0]
            if video is None:
                raise NotFound(field=("videoId",))
            yield step, video
