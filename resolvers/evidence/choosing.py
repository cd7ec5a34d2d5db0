"""Chooses what a package shows, of what its caller may see, and refuses what cannot be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.evidence import selection
from models.enums import EventOrder, Language, PromptStatus
from models.errors import InvalidInput, NotFound, UnusableMedia, WrongState
from models.evidence.order import EvidenceOrder, FootagePart
from models.filters import EventFilter, SecondsRange
from models.mistakes import MistakeCollector
from models.paging import PageWindow
from models.rows.event import EventRow
from models.rows.prompt import QuestionRow
from models.rows.video import VideoRow
from resolvers import video as videos
from resolvers.core import ids
from resolvers.core.context import Context

INPUT = ("input",)
_VIDEO = frozenset({"id", "site", "status", "tier", "duration_seconds"})
_EVENT = frozenset({"id", "video_id", "start_seconds", "end_seconds", "track_id"})
_QUESTION = frozenset({"id", "status", "citations", "sites"})
_OPEN = frozenset({PromptStatus.QUEUED, PromptStatus.RUNNING})


@dataclass(frozen=True, slots=True)
class EvidenceRequest:
    """What a caller wants to be in a package. Ids are those of the API."""

    video_id: str | None
    seconds: SecondsRange | None
    history_id: str | None
    event_ids: Sequence[str] | None
    language: Language
    redact: bool
    except_track_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Found:
    """What a request names. events: those that were chosen one by one."""

    video: VideoRow | None
    events: Sequence[EventRow]
    question: QuestionRow | None


def _check_shape(request: EvidenceRequest) -> None:
    with MistakeCollector() as mistakes:
        if not (request.video_id or request.history_id or request.event_ids):
            mistakes.add(InvalidInput("EVIDENCE_EMPTY", field=INPUT))
        if request.seconds is not None and not request.video_id:
            mistakes.add(InvalidInput("EVIDENCE_SECONDS_WITHOUT_VIDEO", field=("input", "seconds")))
        count = len(set(request.event_ids or ()))
        if count > selection.MAX_EVENTS:
            field = ("input", "eventIds")
            mistakes.add(InvalidInput("EVIDENCE_TOO_MANY_EVENTS", field=field, count=count, most=selection.MAX_EVENTS))
        if len(request.except_track_ids) > selection.MAX_EVENTS:
            field = ("input", "exceptTrackIds")
            mistakes.add(InvalidInput("TOO_MANY_VALUES", field=field, most=selection.MAX_EVENTS))


async def _find(context: Context, request: EvidenceRequest) -> _Found:
    """What the request names. Raises NotFound for each that is missing or not the caller's."""
    with MistakeCollector() as mistakes:
        video = question = None
        if request.video_id:
            video = await videos.load_video(context, request.video_id, _VIDEO)
            if video is None:
                mistakes.add(NotFound(field=("input", "videoId")))
        if request.history_id:
            question = await _load_question(context, request.history_id)
            if question is None:
                mistakes.add(NotFound(field=("input", "promptHistoryId")))
            elif question["status"] in _OPEN:
                field = ("input", "promptHistoryId")
                mistakes.add(WrongState("EVIDENCE_UNANSWERED", field=field, state=question["status"]))
        events = await _load_events(context, request.event_ids or (), mistakes)
    return _Found(video, events, question)


async def _load_question(context: Context, id_: str) -> QuestionRow | None:
    key = ids.decode(ids.Kind.PROMPT_HISTORY, id_)
    if key is None:
        return None
    [row] = await context.data.sessions.get_questions_by_ids(context.caller, [key], _QUESTION)
    return row


async def _load_events(context: Context, event_ids: Sequence[str], mistakes: MistakeCollector) -> list[EventRow]:
    keys = [ids.decode(ids.Kind.EVENT, id_) for id_ in dict.fromkeys(event_ids)]
    known = [key for key in keys if key is not None]
    rows = await context.data.events.get_by_ids(context.caller, known, _EVENT) if known else []
    by_key = {row["id"]: row for row in rows if row is not None}
    for place, key in enumerate(keys):
        if key not in by_key:
            mistakes.add(NotFound(field=("input", "eventIds", str(place))))
    return list(by_key.values())


def _list_cited(question: QuestionRow) -> list[tuple[UUID, float, float]]:
    return [
        (UUID(str(citation["video_id"])), float(citation["start_seconds"]), float(citation["end_seconds"]))
        for citation in question["citations"]
    ]


async def _load_cited(context: Context, question: QuestionRow | None) -> list[EventRow]:
    cited = [] if question is None else [UUID(str(one["event_id"])) for one in question["citations"] if one["event_id"]]
    rows = await context.data.events.get_by_ids(context.caller, cited, _EVENT) if cited else []
    return [row for row in rows if row is not None]


async def _list_events(context: Context, asked: Sequence[FootagePart]) -> list[EventRow]:
    """The events of the part of a video that was asked for, and one more than a package may have."""
    found: list[EventRow] = []
    for part in asked:
        wanted = EventFilter(video_ids=[part.video_id], seconds=SecondsRange(part.start_seconds, part.end_seconds))
        window = PageWindow(selection.MAX_EVENTS + 1)
        page = await context.data.events.list_page(context.caller, wanted, EventOrder.EARLIEST_FIRST, window, _EVENT)
        found += page.rows
        if len(page.rows) > selection.MAX_EVENTS:
            count = await context.data.events.count(context.caller, wanted)
            raise InvalidInput(
                "EVIDENCE_TOO_MANY_EVENTS", field=("input", "seconds"), count=count, most=selection.MAX_EVENTS
            )
    return found


async def _list_tracks(context: Context, shown: Sequence[VideoRow], request: EvidenceRequest) -> list[str]:
    """Which of the named tracks the one video's events have."""
    if not (request.redact and request.except_track_ids and len(shown) == 1):
        return list(request.except_track_ids)
    wanted = EventFilter(video_ids=[shown[0]["id"]], track_ids=list(request.except_track_ids))
    window = PageWindow(selection.MAX_EVENTS)
    page = await context.data.events.list_page(context.caller, wanted, EventOrder.EARLIEST_FIRST, window, _EVENT)
    return [row["track_id"] for row in page.rows if row["track_id"] is not None]


@dataclass(frozen=True, slots=True)
class Choice:
    """The order, its videos and its question, as rows."""

    order: EvidenceOrder
    videos: Sequence[VideoRow]
    question: QuestionRow | None


async def choose(context: Context, request: EvidenceRequest) -> Choice:
    """What a package shows. Raises UserMistake for whatever of the request cannot be."""
    _check_shape(request)
    found = await _find(context, request)
    asked = _place_asked(request, found)
    parts = [*asked, *_place_around(found)]
    keys = list(dict.fromkeys(part.video_id for part in parts))
    rows = await context.data.videos.get_by_ids(context.caller, keys, _VIDEO) if keys else []
    shown = [row for row in rows if row is not None]
    lengths = {row["id"]: row["duration_seconds"] for row in shown}
    # What an answer cites may have been deleted since: the answer stays.
    chosen = selection.join_parts([part for part in parts if part.video_id in lengths], lengths)
    events = await _collect_events(context, found, asked)
    tracks = await _list_tracks(context, shown, request)
    with MistakeCollector() as mistakes:
        mistakes.check(selection.check_size, chosen, len(events), redact=request.redact)
        mistakes.check(selection.check_footage, shown)
        named, field = request.except_track_ids, ("input", "exceptTrackIds")
        mistakes.check(selection.check_tracks, named, tracks, len(shown), redact=request.redact, field=field)
        if not chosen and found.question is None:
            mistakes.add(UnusableMedia("NOTHING_IN_RANGE", field=INPUT))
    history = None if found.question is None else found.question["id"]
    named = list(dict.fromkeys(request.except_track_ids))
    order = EvidenceOrder(chosen, events, history, request.language, request.redact, named)
    return Choice(order, shown, found.question)


def _place_asked(request: EvidenceRequest, found: _Found) -> list[FootagePart]:
    """The part of a video that was asked for."""
    wanted = request.seconds or SecondsRange(None, None)
    return [] if found.video is None else [selection.place_range(found.video, wanted.start, wanted.end)]


def _place_around(found: _Found) -> list[FootagePart]:
    """Parts around events, and around what an answer cites."""
    events = [(event["video_id"], event["start_seconds"], event["end_seconds"]) for event in found.events]
    cited = [] if found.question is None else _list_cited(found.question)
    return selection.place_moments([*events, *cited])


async def _collect_events(context: Context, found: _Found, asked: Sequence[FootagePart]) -> list[UUID]:
    """Events that were chosen, that are in the part that was asked for, and that the answer cites; each once."""
    within, cited = await _list_events(context, asked), await _load_cited(context, found.question)
    return list(dict.fromkeys(event["id"] for event in (*found.events, *within, *cited)))
