"""The beginning of a summary: a headline and a text over all events of a video, told while a model writes them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from domain.ask.facts.presence import PresenceInterval, build_intervals
from domain.ask.facts.selection import select_by_priority
from domain.ask.writing.writer import to_prompt_event
from domain.language.timecode import format_clock, format_timecode, format_timecode_range, zone_or_utc
from domain.llm.prompts import OVERVIEW, format_sections
from domain.llm.streaming import stream_answer
from domain.llm.usage_meter import UsageMeter
from domain.ports import Models, SendText
from domain.summary.condensation import count_by_period
from models.asking.conversation import Conversation, Message
from models.asking.evidence import Evidence, VideoContext
from models.enums import Language
from models.errors import ModelFailed

_MAX_MOMENTS = 12
_MAX_VISITORS = 100
MAX_HEADLINE_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class EventOverview:
    """What a video's events say. moments are the weightiest, in time order; the writer knows them by number from 1."""

    rows: Sequence[Evidence]
    visitors: Sequence[PresenceInterval]
    moments: Sequence[Evidence]

    @classmethod
    def from_rows(cls, rows: Sequence[Evidence]) -> "EventOverview":
        return cls(rows, build_intervals(rows, presence=True), select_by_priority(rows, _MAX_MOMENTS))


async def write_overview(
    video: VideoContext,
    seen: EventOverview,
    language: Language,
    models: Models,
    model_id: str,
    meter: UsageMeter,
    send: SendText,
) -> tuple[str, str]:
    """The headline and the text. Numbers of moments that do not exist are dropped from it.

    Raises ModelFailed for a text that stops in the middle: half a summary reads like a whole one.
    """
    found = await stream_answer(
        Conversation(
            model_id=model_id,
            system=OVERVIEW,
            messages=[Message("user", build_overview_message(video, seen, language))],
            max_tokens=1200,
        ),
        numbers=range(1, len(seen.moments) + 1),
        language=language,
        models=models,
        meter=meter,
        send=send,
        keep_uncited=True,
    )
    if found.is_cut_off:
        raise found.broken_by or ModelFailed(problem="the summary stops in the middle")
    headline, _, text = found.text.partition("\n")
    if not headline.strip():
        raise ModelFailed(problem="the summary is empty")
    return headline.strip("# *.")[:MAX_HEADLINE_CHARACTERS], text.strip() or headline.strip()


def build_overview_message(video: VideoContext, seen: EventOverview, language: Language) -> str:
    """What the writer is given: the video, totals over all events, the weightiest moments, the visitors, and, where
    there is much of it, every event by period."""
    request: dict[str, Any] = {"language": language.value.lower(), "video": video.name, "camera": video.camera}
    if video.duration_seconds is not None:
        request["length"] = format_timecode(video.duration_seconds)
    if video.recorded_at is not None:
        request["recorded"] = format_clock(video.recorded_at, zone_or_utc(video.timezone))
    totals: dict[str, Any] = {
        "events": len(seen.rows),
        "people": len(seen.visitors),
        "types": dict(Counter(row.type.value for row in seen.rows).most_common()),
    }
    moments = [to_prompt_event(row, number, language) for number, row in enumerate(seen.moments, start=1)]
    given = {
        "request": {name: value for name, value in request.items() if value is not None},
        "totals": totals,
        "moments": moments,
        "visitors": _format_visitors(seen.visitors),
    }
    by_period = count_by_period(seen.rows, video.duration_seconds)
    return format_sections(given | {"periods": by_period} if by_period else given)


def _format_visitors(visitors: Iterable[PresenceInterval]) -> list[dict[str, Any]]:
    """Visitors in a line each; the longest stays, where there are too many to tell."""
    longest = sorted(visitors, key=lambda spell: -spell.covered_seconds)[:_MAX_VISITORS]
    return [
        {
            "person": spell.track_id,
            "time": format_timecode_range(spell.start_seconds, spell.end_seconds),
            "seconds": round(spell.covered_seconds, 1),
        }
        for spell in sorted(longest, key=lambda spell: spell.start_seconds)
    ]
