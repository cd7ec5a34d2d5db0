"""The beginning of a summary: a headline and a text over all events of a video, told while a model writes them."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from domain.ask.facts.presence import Spell, spells_of
from domain.ask.facts.selection import weightiest
from domain.ask.writing.writer import row_given
from domain.language.timecode import clock, timecode, timecodes, zone_named
from domain.llm.prompts import OVERVIEW, sections
from domain.llm.streaming import streamed
from domain.llm.usage_meter import Meter
from domain.ports import Models
from domain.summary.condensation import periods
from models.asking.conversation import Conversation, Message
from models.asking.evidence import Evidence, VideoContext
from models.enums import Language
from models.errors import ModelFailed

_MOMENTS = 12
_VISITORS_LISTED = 100
HEADLINE_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Seen:
    """What a video's events say. moments are the weightiest, in time order; the writer knows them by number from 1."""

    rows: Sequence[Evidence]
    visitors: Sequence[Spell]
    moments: Sequence[Evidence]

    @classmethod
    def of(cls, rows: Sequence[Evidence]) -> "Seen":
        return cls(rows, spells_of(rows, presence=True), weightiest(rows, _MOMENTS))


async def overview(
    video: VideoContext,
    seen: Seen,
    language: Language,
    models: Models,
    model_id: str,
    meter: Meter,
    tell: Callable[[str], Awaitable[None]],
) -> tuple[str, str]:
    """The headline and the text. Numbers of moments that do not exist are dropped from it.

    Raises ModelFailed for a text that stops in the middle: half a summary reads like a whole one.
    """
    found = await streamed(
        Conversation(
            model_id=model_id,
            system=OVERVIEW,
            messages=[Message("user", overview_message(video, seen, language))],
            max_tokens=1200,
        ),
        numbers=range(1, len(seen.moments) + 1),
        language=language,
        models=models,
        meter=meter,
        tell=tell,
        keep_uncited=True,
    )
    if found.cut_off:
        raise found.broken_by or ModelFailed(problem="the summary stops in the middle")
    headline, _, text = found.text.partition("\n")
    if not headline.strip():
        raise ModelFailed(problem="the summary is empty")
    return headline.strip("# *.")[:HEADLINE_CHARACTERS], text.strip() or headline.strip()


def overview_message(video: VideoContext, seen: Seen, language: Language) -> str:
    """What the writer is given: the video, totals over all events, the weightiest moments, the visitors, and, where
    there is much of it, every event by period."""
    request: dict[str, Any] = {"language": language.value.lower(), "video": video.name, "camera": video.camera}
    if video.duration_seconds is not None:
        request["length"] = timecode(video.duration_seconds)
    if video.recorded_at is not None:
        request["recorded"] = clock(video.recorded_at, zone_named(video.timezone))
    totals: dict[str, Any] = {
        "events": len(seen.rows),
        "people": len(seen.visitors),
        "types": dict(Counter(row.type.value for row in seen.rows).most_common()),
    }
    moments = [row_given(row, number, language) for number, row in enumerate(seen.moments, start=1)]
    given = {
        "request": {name: value for name, value in request.items() if value is not None},
        "totals": totals,
        "moments": moments,
        "visitors": _listed(seen.visitors),
    }
    by_period = periods(seen.rows, video.duration_seconds)
    return sections(given | {"periods": by_period} if by_period else given)


def _listed(visitors: Iterable[Spell]) -> list[dict[str, Any]]:
    """Visitors in a line each; the longest stays, where there are too many to tell."""
    longest = sorted(visitors, key=lambda spell: -spell.seconds)[:_VISITORS_LISTED]
    return [
        {"person": spell.track_id, "time": timecodes(spell.first, spell.last), "seconds": round(spell.seconds, 1)}
        for spell in sorted(longest, key=lambda spell: spell.first)
    ]
