"""Replies without evidence: no results, a question that cannot be searched, a question not about footage."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.ask.filters.scope import Obstacle
from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.ask.question.question import Question
from domain.ask.replies.absence import Absence
from domain.ask.replies.looked import format_looked_for, format_partly_examined
from domain.ask.replies.sentences import find_opening, format_conditions, format_place, format_quoted, format_relation
from domain.ask.settings import AskSettings
from domain.language.timecode import format_clock, format_timecode
from domain.language.vocabulary import format_event_names, join_with_and, pick_language
from models.asking.answers import Coverage
from models.asking.evidence import VideoContext
from models.enums import EventType, Language
from models.event_types import EVENT_TYPES, SETTING_TYPES
from models.messages.catalog import translate
from models.text.text import to_printable


@dataclass(frozen=True, slots=True)
class EmptySearch:
    """A search without results.

    unknown_people: people in the footage whose gender or age, which the question names, is not known. absence: what
    the search shows; only NOTHING_FITS says "0" or "no one".
    """

    coverage: Coverage
    unknown_people: int = 0
    absence: Absence = Absence.NOTHING_FITS


def reply_no_results(
    plan: SearchPlan, question: Question, searched: EmptySearch, settings: AskSettings, language: Language
) -> str:
    """The reply to a search without results: what was searched for, where, and what could not be seen."""
    coverage, absence = searched.coverage, searched.absence
    if absence is not Absence.NOTHING_FITS:
        return _join_sentences(_explain_unknown(absence, plan, question, settings, language))
    unexamined = [kind for kind in plan.types if kind in coverage.not_examined]
    partly = format_partly_examined(plan.types, coverage, language)
    sentences = [
        # "0" is not said of what was looked at in part.
        partly or _format_no_results(plan, question, language),
        format_looked_for(plan.types, coverage, language),
        _format_past_end(plan, question.video, language),
        _format_searched_footage(coverage, language),
    ]
    if unanalysed := coverage.videos_considered - coverage.videos_analyzed:
        sentences.append(translate(language, "reply-partly-analysed", videos=unanalysed))
    sentences += _list_unexamined(unexamined, plan, coverage, settings, language)
    if searched.unknown_people:
        sentences.append(translate(language, "reply-unknown-people", people=searched.unknown_people))
    if plan.occurred_at is not None and coverage.period_from is not None:
        sentences.append(
            _format_footage_period(coverage.period_from, coverage.period_to or coverage.period_from, question, language)
        )
    return _join_sentences(sentences)


def _explain_unknown(
    absence: Absence, plan: SearchPlan, question: Question, settings: AskSettings, language: Language
) -> list[str]:
    """Why it cannot be said whether there was what the question asks for."""
    place = format_place(plan, question, language)
    if absence is Absence.NOT_LOOKED_FOR:
        types = format_event_names(plan.types, language)
        told = translate(language, "reply-not-examined", types=types, place=place)
        if set(plan.types) <= set(SETTING_TYPES):
            return [told, translate(language, "reply-needs-setting")]
        return [told, _format_detected_types(settings, language)]
    if absence is Absence.NO_FOOTAGE:
        recorded = question.reach.recorded_period if question.video is None else None
        if plan.occurred_at is not None and recorded is not None:
            # There is footage, but none of that time.
            return [_format_no_footage_then(*recorded, plan, question, language)]
        return [translate(language, "reply-no-footage")]
    if absence is Absence.NOT_ANALYSED:
        return [translate(language, "reply-not-analysed", place=place)]
    return [translate(language, "reply-search-failed", place=place)]


def _list_unexamined(
    unexamined: list[EventType], plan: SearchPlan, coverage: Coverage, settings: AskSettings, language: Language
) -> list[str]:
    """Which of the types nothing has looked for, and what the analysis finds itself."""
    types = format_event_names(unexamined, language)
    sentences = [translate(language, "reply-partly-examined", types=types)] if unexamined else []
    if not coverage.moments_looked and not settings.detects.issuperset(plan.types):
        sentences.append(_format_detected_types(settings, language))
    return sentences


def _join_sentences(sentences: list[str]) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _format_no_results(plan: SearchPlan, question: Question, language: Language) -> str:
    """The count, where one was asked for, and what was not found."""
    place = format_place(plan, question, language)
    types = format_event_names(plan.types, language)
    conditions = format_conditions(plan, language)
    relative = plan.relative
    if relative is not None and relative.excludes_pivot_person and types and len(conditions) == 2:
        zero = _format_zero(plan, [AnswerKind.COUNT_PEOPLE], language)
        relation = format_relation(relative, language)
        return zero + translate(language, "reply-nobody-else", types=types, relation=relation, place=place)
    zero = _format_zero(plan, [AnswerKind.COUNT_PEOPLE, AnswerKind.COUNT_EVENTS], language)
    if types and conditions == [types]:
        activity = _are_named_by_action(plan.types)
        return zero + translate(
            language, "reply-not-found", types=types, place=place, activity=activity, last_type=plan.types[-1].value
        )
    if plan.without_types and len(conditions) == 1:
        missing = format_event_names(plan.without_types, language)
        activity = _are_named_by_action(plan.without_types)
        return zero + translate(language, "reply-everyone", types=missing, place=place, activity=activity)
    if conditions:
        opening = find_opening(plan, question)
        listing = ", ".join(conditions)
        return zero + translate(language, "reply-nothing-fits", place=place, opening=opening, conditions=listing)
    return zero + translate(language, "reply-no-events", place=place)


def _are_named_by_action(types: Iterable[EventType]) -> bool:
    """Whether English says that nobody "was seen" doing it, and not that none "was found"."""
    return all(EVENT_TYPES[kind].named_by_action for kind in types)


def _format_zero(plan: SearchPlan, counts: list[AnswerKind], language: Language) -> str:
    """The count, with a space behind it, where the question asks for one of these."""
    return f"{translate(language, 'reply-zero', want=plan.want.value)} " if plan.want in counts else ""


def _format_past_end(plan: SearchPlan, video: VideoContext | None, language: Language) -> str:
    """The video's length, if the part in question begins after its end."""
    if video is None or video.duration_seconds is None or plan.seconds is None or plan.seconds.start is None:
        return ""
    if plan.seconds.start <= video.duration_seconds:
        return ""
    return translate(language, "reply-past-end", length=format_timecode(video.duration_seconds))


def _format_searched_footage(coverage: Coverage, language: Language) -> str:
    """How much footage was searched; empty if it has no events, which the first sentence says."""
    if not coverage.events_considered:
        return ""
    return translate(
        language,
        "reply-searched",
        events=coverage.events_considered,
        videos=coverage.videos_analyzed,
        length=format_timecode(coverage.seconds_analyzed),
    )


def _format_no_footage_then(
    start: datetime, end: datetime, plan: SearchPlan, question: Question, language: Language
) -> str:
    """Says that nothing was recorded at that time, and which period has footage."""
    zone, place = question.zone, format_place(plan, question, language)
    first, last = format_clock(start, zone), format_clock(end, zone)
    return translate(language, "reply-not-recorded-then", place=place, start=first, end=last, zone=zone.key)


def _format_footage_period(start: datetime, end: datetime, question: Question, language: Language) -> str:
    """The period that has footage, to the second; with the zone if there are several."""
    zone = question.zone
    first, last = format_clock(start, zone), format_clock(end, zone)
    period = f"{first}–{last[11:] if last[:10] == first[:10] else last}"
    has_zone = len(question.list_zones()) > 1
    return translate(language, "reply-footage-period", period=period, has_zone=has_zone, zone=zone.key)


def _format_detected_types(settings: AskSettings, language: Language) -> str:
    names = [pick_language(EVENT_TYPES[kind].noun, language) for kind in EventType if kind in settings.detects]
    return translate(language, "reply-detected-types", types=join_with_and(names, language))


def reply_obstacle(reason: Obstacle, plan: SearchPlan, question: Question, language: Language) -> str:
    """Why a question could not be looked up, and what to do."""
    if reason is Obstacle.NO_PIVOT:
        return _format_no_pivot(plan, language)
    if reason is Obstacle.NO_CLOCK:
        name = to_printable(question.video.name) if question.video else ""
        return translate(language, "reply-no-clock", name=name)
    if reason is Obstacle.TOO_MANY_EVENTS:
        return translate(language, "reply-too-many-events")
    if reason is Obstacle.UNCLEAR_TIME:
        return translate(language, "reply-unclear-time", words=format_quoted(plan.not_understood, language))
    return translate(language, "reply-unclear-person")


def _format_no_pivot(plan: SearchPlan, language: Language) -> str:
    """That the event is not there which the question is about the time before or after of."""
    relative = plan.relative
    types = format_event_names(relative.types, language) if relative else ""
    person = to_printable(", ".join(relative.track_ids)) if relative else ""
    missing = "-of-".join(name for name, words in (("deed", types), ("person", person)) if words) or "scene"
    return translate(language, "reply-no-pivot", missing=missing, types=types, person=person)


def reply_guidance(language: Language, *, third_language: bool) -> str:
    """The reply to a text that is no question about footage."""
    return translate(language, "reply-guidance", third_language=third_language)
