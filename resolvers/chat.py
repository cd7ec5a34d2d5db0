"""Chatting about what is on screen: the same as asking, with a part of a video to look at."""

from domain.chat.chat_job import VIDEO_COLUMNS, check_footage, check_range, to_look_payload
from models.enums import PromptKind
from models.errors import NotFound
from models.filters import SecondsRange
from resolvers.core import ids
from resolvers.core.context import Context
from resolvers.prompt import PromptRequest, PromptResult, load_result, submit_question


async def ask_about_frames(
    context: Context,
    asking: PromptRequest,
    seconds: SecondsRange | None,
    history_columns: frozenset[str],
    session_columns: frozenset[str],
) -> PromptResult:
    """Write a question about a video's pictures down and, if the caller waits, answer it.

    Raises UserMistake for what the caller can mend: NotFound, a video without footage, a range that is none. Busy
    where too many of the organization's are under way: nothing is written down then, nor spent.
    """
    principal = context.caller
    key = None if asking.video_id is None else ids.decode(ids.Kind.VIDEO, asking.video_id)
    video = None if key is None else (await context.data.videos.get_by_ids(principal, [key], VIDEO_COLUMNS))[0]
    if key is None or video is None:
        raise NotFound(field=("input", "videoId"))
    check_footage(video, ("input", "videoId"))
    check_range(seconds, video, ("input", "seconds"))
    with context.limits.question_scheduler.admit(principal.organization):
        if asking.wait:
            context.limits.frame_slots.pool.check_capacity(principal.organization)
        ids_ = await submit_question(context, principal, asking, PromptKind.VLM_CHAT, to_look_payload(seconds))
        return await load_result(context, *ids_, history_columns, session_columns)
