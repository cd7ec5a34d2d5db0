"""Chatting about what is on screen: the same as asking, with a part of a video to look at."""

from domain.chat.chat_job import COLUMNS, check_footage, check_range, look_payload
from models.enums import PromptKind
from models.errors import NotFound
from models.filters import SecondsRange
from resolvers.core import ids
from resolvers.core.context import Context
from resolvers.prompt import Asked, Asking, asked, take


async def chat(
    context: Context,
    asking: Asking,
    seconds: SecondsRange | None,
    history_columns: frozenset[str],
    session_columns: frozenset[str],
) -> Asked:
    """Write a question about a video's pictures down and, if the caller waits, answer it.

    Raises UserMistake for what the caller can mend: NotFound, a video without footage, a range that is none. Busy
    where too many of the organization's are under way: nothing is written down then, nor spent.
    """
    principal = context.may("Mutation.vlmChat")
    key = None if asking.video_id is None else ids.decode(ids.Kind.VIDEO, asking.video_id)
    video = None if key is None else (await context.data.videos.by_ids(principal, [key], COLUMNS))[0]
    if key is None or video is None:
        raise NotFound(field=("input", "videoId"))
    check_footage(video, ("input", "videoId"))
    check_range(seconds, video, ("input", "seconds"))
    with context.limits.turns.asked(principal.organization):
        if asking.wait:
            context.limits.looks.pool.check(principal.organization)
        ids_ = await take(context, principal, asking, PromptKind.VLM_CHAT, look_payload(seconds))
        return await asked(context, *ids_, history_columns, session_columns)
