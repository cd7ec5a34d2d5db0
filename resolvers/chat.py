"""Questions about what is on screen: asked like others, about a part of a video."""

from domain.chat.chat_job import check_range, to_look_payload
from domain.chat.footage_check import VIDEO_COLUMNS, check_footage
from models.enums import PromptKind
from models.errors import NotFound
from models.filters import SecondsRange
from models.mistakes import MistakeCollector
from resolvers import video as videos
from resolvers.core.context import Context
from resolvers.prompt import (
    PromptColumns,
    PromptRequest,
    PromptResult,
    add_missing_session,
    build_question,
    submit_question,
)

_VIDEO_FIELD = ("input", "videoId")


async def ask_about_frames(
    context: Context, request: PromptRequest, seconds: SecondsRange | None, columns: PromptColumns
) -> PromptResult:
    """Store a question about a video's frames and, if the caller waits, answer it.

    Raises UserMistake: NotFound, a video without footage, an invalid range. Raises Busy where too many of the
    organization's questions are open: nothing is stored or spent then.
    """
    with MistakeCollector() as mistakes:
        new = mistakes.check(build_question, context, request, PromptKind.VLM_CHAT, to_look_payload(seconds))
        video = await videos.load_video(context, request.video_id or "", frozenset(VIDEO_COLUMNS))
        if video is None:
            mistakes.add(NotFound(field=_VIDEO_FIELD))
        else:
            mistakes.check(check_footage, video, _VIDEO_FIELD)
        mistakes.check(check_range, seconds, video or {"duration_seconds": None}, ("input", "seconds"))
        if mistakes.any:
            await add_missing_session(context, request, mistakes)
    organization = context.caller.organization
    with context.limits.question_scheduler.admit(organization):
        if request.wait:
            context.limits.frame_slots.pool.check_capacity(organization)
        return await submit_question(context, request, new, columns)
