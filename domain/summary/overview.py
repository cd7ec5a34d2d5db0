"""The first part of a summary: a headline and a text over all events of a video, sent while a model writes them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.ask.facts.presence import PresenceInterval, build_intervals
from domain.ask.facts.selection import select_by_priority
from domain.ask.writing.citations import JudgeSentence
from domain.ask.writing.writer import to_prompt_event
from domain.language.timecode import format_clock, format_timecode, format_timecode_range, zone_or_utc
from domain.llm.prompts import OVERVIEW, format_sections
from domain.llm.streaming import CitationRules, Writing, stream_answer
from domain.summary.checking import build_summary_judge
from domain.summary.condensation import count_by_period
from models.asking.conversation import Conversation, Message
from models.asking.evidence import Evidence, VideoContext
from models.enums import Language
from models.errors import ModelFailed
from models.messages.catalog import translate

_MAX_MOMENTS = 12
_MAX_VISITORS = 100
MAX_HEADLINE_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class EventOverview:
    """A video's events. moments: the most serious ones, in time order; the writer cites them by number, from 1."""

    rows: Sequence[Evidence]
    visitors: Sequence[PresenceInterval]
    moments: Sequence[Evidence]

    @classmethod
    def from_rows(cls, rows: Sequence[Evidence]) -> "EventOverview":
        return cls(rows, build_intervals(rows, presence=True), select_by_priority(rows, _MAX_MOMENTS))


async def write_overview(video: VideoContext, overview: EventOverview, writing: Writing) -> tuple[str, str]:
    """The headline and the text, without numbers of moments that do not exist.

    Raises ModelFailed for a text that stops in the middle: half a summary reads like a whole one.
    """
    sections = _build_sections(video, overview, writing.language)
    conversation = Conversation(
        model_id=writing.model_id,
        system=OVERVIEW,
        messages=[Message("user", format_sections(sections))],
        max_tokens=1200,
    )
    rules = CitationRules(
        range(1, len(overview.moments) + 1),
        keep_uncited=True,
        send_unanswered=False,
        judge=_judge_with_headline(overview, sections, writing.language),
    )
    answer = await stream_answer(conversation, writing, rules)
    if not answer.has_answer:
        raise ModelFailed(problem="it says that there is nothing to tell, of a video with events")
    if answer.is_cut_off:
        raise answer.broken_by or ModelFailed(problem="the summary stops in the middle")
    headline, _, text = answer.text.partition("\n")
    if not headline.strip():
        raise ModelFailed(problem="the summary is empty")
    return headline.strip("# *.")[:MAX_HEADLINE_CHARACTERS], text.strip() or headline.strip()


def _judge_with_headline(overview: EventOverview, sections: Mapping[str, Any], language: Language) -> JudgeSentence:
    """The judge of the text. A headline that differs from the rows is replaced by the counts: there must be one."""
    judge = build_summary_judge(overview.rows, overview.moments, sections.get("periods"), language)
    is_first = True

    def judge_line(sentence: str, numbers: Sequence[int] | None) -> str | None:
        nonlocal is_first
        judged, is_headline = judge(sentence, numbers), is_first
        is_first = False
        if not is_headline:
            return judged
        if judged is None:
            events, people = len(overview.rows), len(overview.visitors)
            judged = translate(language, "summary-headline", events=events, people=people) + "\n\n"
        return sentence if judged.rstrip() != sentence.rstrip() and judged.startswith(sentence.rstrip()) else judged

    return judge_line


def build_overview_message(video: VideoContext, overview: EventOverview, language: Language) -> str:
    """The writer's message."""
    return format_sections(_build_sections(video, overview, language))


def _build_sections(video: VideoContext, overview: EventOverview, language: Language) -> dict[str, Any]:
    """The sections of the writer's message: the video, totals over all events, the most serious moments, the visitors.

    Of many events, also their counts by period.
    """
    request: dict[str, Any] = {"language": language.value.lower(), "video": video.name, "camera": video.camera}
    if video.duration_seconds is not None:
        request["length"] = format_timecode(video.duration_seconds)
    if video.recorded_at is not None:
        request["recorded"] = format_clock(video.recorded_at, zone_or_utc(video.timezone))
    totals: dict[str, Any] = {
        "events": len(overview.rows),
        "people": len(overview.visitors),
        "types": dict(Counter(row.type.value for row in overview.rows).most_common()),
    }
    moments = [to_prompt_event(row, number, language) for number, row in enumerate(overview.moments, start=1)]
    sections = {
        "request": {name: value for name, value in request.items() if value is not None},
        "totals": totals,
        "moments": moments,
        "visitors": _format_visitors(overview.visitors),
    }
    by_period = count_by_period(overview.rows, video.duration_seconds)
    return sections | {"periods": by_period} if by_period else sections


def _format_visitors(visitors: Iterable[PresenceInterval]) -> list[dict[str, Any]]:
    """A line for each visitor; of too many, those who stayed longest."""
    longest = sorted(visitors, key=lambda visitor: -visitor.covered_seconds)[:_MAX_VISITORS]
    return [
        {
            "person": visitor.track_id,
            "time": format_timecode_range(visitor.start_seconds, visitor.end_seconds),
            "seconds": round(visitor.covered_seconds, 1),
        }
        for visitor in sorted(longest, key=lambda visitor: visitor.start_seconds)
    ]
