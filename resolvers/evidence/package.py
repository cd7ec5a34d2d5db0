"""Evidence packages: ordered, read, and their URLs."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.evidence import selection
from domain.evidence.build_job import build_evidence_job
from models.enums import EventOrder, EvidenceStatus, Language, PromptStatus
from models.errors import InvalidInput, NotFound, QuotaExceeded, UnusableMedia, WrongState
from models.evidence.order import EvidenceOrder, FootagePart
from models.filters import EventFilter, SecondsRange
from models.footage.clips import ClipRange
from models.mistakes import MistakeCollector
from models.paging import PageWindow
from models.rows.event import EventRow
from models.rows.evidence import EvidencePackageRow
from models.rows.prompt import QuestionRow
from models.rows.video import VideoRow
from resolvers import audit
from resolvers import video as videos
from resolvers.core import budget, ids
from resolvers.core.context import Context

_VIDEO = frozenset({"id", "site", "status", "tier", "duration_seconds"})
_EVENT = frozenset({"id", "video_id", "start_seconds", "end_seconds", "track_id"})
_QUESTION = frozenset({"id", "status", "citations", "sites"})
_INPUT = ("input",)
_OPEN = frozenset({PromptStatus.QUEUED, PromptStatus.RUNNING})
_URL_SECONDS = 900
_ACTION = "exportEvidence"


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


async def load_by_key(context: Context, key: UUID, columns: frozenset[str]) -> EvidencePackageRow | None:
    """A package by its key, batched within the operation, with all its columns."""
    loader = context.loader("packages", lambda keys: context.data.evidence.packages.get_by_ids(context.caller, keys))
    row: EvidencePackageRow | None = await loader.load(key)
    return row


async def require_package(context: Context, id_: str, *field: str) -> EvidencePackageRow:
    """The package with this id. Raises NotFound for a malformed, foreign or missing id alike."""
    row = await load_by_key(context, ids.require(ids.Kind.EVIDENCE_PACKAGE, id_, *field), frozenset())
    if row is None:
        raise NotFound(field=field)
    return row


async def require_complete(context: Context, id_: str, *field: str) -> EvidencePackageRow:
    """The same. Raises WrongState where the package is not complete."""
    row = await require_package(context, id_, *field)
    if row["status"] != EvidenceStatus.DONE:
        raise WrongState("EVIDENCE_NOT_DONE", field=field, state=row["status"])
    return row


async def presign(context: Context, row: EvidencePackageRow) -> str | None:
    """A URL that downloads a complete package, noted in the audit log; None while there is none."""
    if row["status"] != EvidenceStatus.DONE or row["object_key"] is None:
        return None
    async with context.data.postgres.transaction(context.caller) as connection:
        await audit.record_action(context, connection, "evidenceUrl", ids.Kind.EVIDENCE_PACKAGE, row["id"])
    return await context.data.objects.presign_get(
        "highlights",
        row["object_key"],
        expires_in=min(_URL_SECONDS, context.limits.footage_url_seconds),
        attachment=f"evidence-{row['id']}.zip",
        version=row["object_version"],
    )


async def export_evidence(context: Context, request: EvidenceRequest) -> EvidencePackageRow:
    """Order a package. Raises UserMistake for whatever of the request cannot be; AllowanceExceeded, QuotaExceeded."""
    if not context.limits.evidence.can_sign:
        raise WrongState("EVIDENCE_KEY_MISSING")
    _check_shape(request)
    found = await _find(context, request)
    order, shown = await _choose(context, request, found)
    package_id = await _store(context, order, shown, found.question)
    [row] = await context.data.evidence.packages.get_by_ids(context.caller, [package_id])
    if row is None:
        # A video moved to a site that the caller does not see.
        raise NotFound(field=_INPUT)
    return row


def _check_shape(request: EvidenceRequest) -> None:
    with MistakeCollector() as mistakes:
        if not (request.video_id or request.history_id or request.event_ids):
            mistakes.add(InvalidInput("EVIDENCE_EMPTY", field=_INPUT))
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


async def _choose(
    context: Context, request: EvidenceRequest, found: _Found
) -> tuple[EvidenceOrder, Sequence[VideoRow]]:
    """The order, and its videos. Raises UserMistake where it shows too much, or nothing that can be cut."""
    parts = selection.place_moments(
        (event["video_id"], event["start_seconds"], event["end_seconds"]) for event in found.events
    )
    if found.question is not None:
        parts += selection.place_moments(_list_cited(found.question))
    asked: list[FootagePart] = []
    if found.video is not None:
        wanted = request.seconds or SecondsRange(None, None)
        asked = [selection.place_range(found.video, wanted.start, wanted.end)]
    keys = list(dict.fromkeys(part.video_id for part in (*asked, *parts)))
    rows = await context.data.videos.get_by_ids(context.caller, keys, _VIDEO) if keys else []
    shown = [row for row in rows if row is not None]
    lengths = {row["id"]: row["duration_seconds"] for row in shown}
    # What an answer cites may have been deleted since: the answer stays.
    chosen = selection.join_parts([part for part in (*asked, *parts) if part.video_id in lengths], lengths)
    events = {event["id"]: event for event in (*found.events, *await _list_events(context, asked))}
    events |= {event["id"]: event for event in await _load_cited(context, found.question)}
    with MistakeCollector() as mistakes:
        mistakes.check(selection.check_size, chosen, len(events), redact=request.redact)
        mistakes.check(selection.check_footage, shown)
        mistakes.check(
            selection.check_tracks,
            request.except_track_ids,
            await _list_tracks(context, shown, request),
            len(shown),
            redact=request.redact,
            field=("input", "exceptTrackIds"),
        )
        if not chosen and found.question is None:
            mistakes.add(UnusableMedia("NOTHING_IN_RANGE", field=_INPUT))
    order = EvidenceOrder(
        chosen,
        list(events),
        None if found.question is None else found.question["id"],
        request.language,
        request.redact,
        list(dict.fromkeys(request.except_track_ids)),
    )
    return order, shown


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


async def _store(
    context: Context, order: EvidenceOrder, shown: Sequence[VideoRow], question: QuestionRow | None
) -> UUID:
    """Store the order with its job; the package's key."""
    data, limit = context.data, context.limits.evidence.open_packages
    spent = ClipRange(0.0, order.seconds, exact=order.redact)
    details = {
        "videos": [str(video) for video in order.video_ids],
        "seconds": round(order.seconds, 3),
        "events": len(order.event_ids),
        "redact": order.redact,
    }
    async with data.postgres.transaction(context.caller) as connection:
        used = await data.evidence.packages.count_open_in(connection, context.caller)
        if used >= limit:
            raise QuotaExceeded(quota="packages", limit=limit, used=used + 1, field=_INPUT)
        await budget.spend_clip_seconds(context, connection, spent)
        sites = _list_sites(shown, question)
        package_id = await data.evidence.packages.insert_in(connection, context.caller, order, sites)
        job = await data.jobs.enqueue(connection, context.caller, build_evidence_job(package_id))
        await data.evidence.packages.set_job_in(connection, package_id, job.id)
        await audit.record_action(context, connection, _ACTION, ids.Kind.EVIDENCE_PACKAGE, package_id, details)
    data.outbox.nudge()
    return package_id


def _list_sites(shown: Sequence[VideoRow], question: QuestionRow | None) -> list[str] | None:
    """The sites that whoever sees the package may see: of its videos, and those that its answer tells of.

    None: every site.
    """
    told = [] if question is None else question["sites"]
    sites = [video["site"] for video in shown]
    if told is None or None in sites:
        return None
    return sorted({*told, *(site for site in sites if site is not None)})
