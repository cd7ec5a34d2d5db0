"""Sentences around a model's text: how the question was read, and which footage it is about."""

from collections.abc import Sequence

from domain.ask.facts.company import TOGETHER_SECONDS
from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.ask.plan.relation import RelativeCondition
from domain.ask.question.question import Question
from domain.language.timecode import format_clock_range, format_timecode
from domain.language.vocabulary import (
    format_age_group,
    format_event_names,
    format_gender,
    format_location,
    join_with_or,
)
from models.enums import EventType, Language
from models.messages.catalog import translate
from models.text.text import to_printable

_MAX_ZONES = 3
# Answers that are only right if nothing that fits is missing.
_NEEDS_ALL = frozenset({AnswerKind.COUNT_PEOPLE, AnswerKind.COUNT_EVENTS, AnswerKind.EXISTS, AnswerKind.MOST})


def format_interpretation(
    plan: SearchPlan, question: Question, language: Language, *, is_words_only: bool = False
) -> str:
    """How the question was understood: "03:00–05:00 of 'Left aisle' · standing · left", and what of it was not.

    is_words_only: no model has read it.
    """
    read = [translate(language, "reading-words-only")] if is_words_only else format_conditions(plan, language)
    parts = [format_scope(plan, question, language), *read]
    if plan.not_understood:
        words = format_quoted(plan.not_understood, language)
        parts.append(translate(language, "reading-not-understood", words=words))
    return " · ".join(parts)


def format_quoted(words: Sequence[str], language: Language) -> str:
    """Words of the question as they stand in it: "“in the evening”, “alone”"."""
    return ", ".join(translate(language, "reading-quoted", words=to_printable(entry)) for entry in words)


def format_identity_note(plan: SearchPlan, language: Language) -> str:
    """That people are told apart per camera, where the answer counts or compares them; else empty."""
    if plan.compares_people:
        return translate(language, "reply-people-compared-per-camera")
    return translate(language, "reply-people-per-camera") if plan.counts_people else ""


def format_near_types(types: Sequence[EventType], language: Language) -> str:
    """That something near to what was not found is recorded there: "However, intrusion was recorded there."."""
    return translate(language, "reply-near-types", types=format_event_names(types, language))


def list_notes(plan: SearchPlan, language: Language, *, per_camera: bool) -> list[str]:
    """The sentences before an answer: what it leaves out, whom it cannot tell apart, what was counted by words."""
    notes = [
        format_not_understood(plan, language),
        format_identity_note(plan, language) if per_camera else "",
        format_words_note(plan, language) if plan.want in _NEEDS_ALL else "",
        format_company_meaning(plan, language),
    ]
    return [note for note in notes if note]


def format_company_meaning(plan: SearchPlan, language: Language) -> str:
    """What "alone" and "together" mean in an answer; empty where it is about neither."""
    if plan.company is None:
        return ""
    seconds = f"{TOGETHER_SECONDS:g}"
    return translate(language, "shape-company-meaning", company=plan.company.value, seconds=seconds)


def format_words_note(plan: SearchPlan, language: Language) -> str:
    """That words of descriptions were searched, which prove no number and no absence; else empty."""
    return translate(language, "reply-by-words", text=to_printable(plan.text)) if plan.text else ""


def format_not_understood(plan: SearchPlan, language: Language) -> str:
    """The sentence before an answer that leaves a part of the question out; empty if it leaves out none."""
    if not plan.not_understood:
        return ""
    return translate(language, "reply-not-understood", words=format_quoted(plan.not_understood, language))


def format_scope(plan: SearchPlan, question: Question, language: Language) -> str:
    """The footage that is meant: part of a video, a window of times of day with its zone, or everything."""
    return to_printable(_format_footage(plan, question, language, "heading"))


def format_count_difference(difference: tuple[int, int], language: Language) -> str:
    """That the count by filters and the count by a query differ."""
    by_filters, by_query = map(str, difference)
    return translate(language, "reply-counts-differ", filters=by_filters, query=by_query)


def format_place(plan: SearchPlan, question: Question, language: Language) -> str:
    """The same footage within a sentence: "in 03:00–05:00 of 'Left aisle'"."""
    footage = _format_footage(plan, question, language, "place")
    return to_printable(translate(language, "reading-place", footage=footage, opening=find_opening(plan, question)))


def find_opening(plan: SearchPlan, question: Question) -> str:
    """What the words for the footage begin with: times-from, times-until, part-from, part-until, or anything else."""
    window = plan.occurred_at or plan.seconds
    if question.video is None or window is None or (window.start is not None and window.end is not None):
        return "other"
    if plan.occurred_at is None and window.start is None and window.end is None:
        return "other"
    return f"{'part' if plan.occurred_at is None else 'times'}-{'until' if window.start is None else 'from'}"


def _format_footage(plan: SearchPlan, question: Question, language: Language, use: str) -> str:
    times = _format_times(plan, question, language)
    part = _format_part(plan, language)
    if question.video is None:
        if part:
            part = translate(language, "reading-part-of-each", part=part)
        return ", ".join(words for words in (_format_cameras(plan, language, use), times, part) if words)
    shown = "-and-".join(name for name, words in (("times", times), ("part", part)) if words) or "whole"
    name = question.video.name
    return translate(language, "reading-video", shown=shown, times=times, part=part, name=name, use=use)


def format_when(plan: SearchPlan, question: Question, language: Language) -> str:
    """The times of day and the part of the video that are meant."""
    parts = (_format_times(plan, question, language), _format_part(plan, language))
    return to_printable(", ".join(part for part in parts if part))


def _format_cameras(plan: SearchPlan, language: Language, use: str) -> str:
    if not plan.cameras and not plan.sites:
        return translate(language, "reading-all-footage", use=use)
    places = []
    for message, names in (("reading-sites", plan.sites), ("reading-cameras", plan.cameras)):
        if names:
            quoted = [translate(language, "reading-camera-name", name=name) for name in names]
            places.append(translate(language, message, names=join_with_or(quoted, language)))
    return ", ".join(places)


def _format_part(plan: SearchPlan, language: Language) -> str:
    if plan.seconds is None or (plan.seconds.start is None and plan.seconds.end is None):
        return ""
    start = None if plan.seconds.start is None else format_timecode(plan.seconds.start)
    end = None if plan.seconds.end is None else format_timecode(plan.seconds.end)
    return _format_window(start, end, language)


def _format_times(plan: SearchPlan, question: Question, language: Language) -> str:
    if plan.occurred_at is None:
        return ""
    window, zones = (
        plan.occurred_at,
        question.list_zones(plan.cameras) if plan.occurred_at.is_local else (question.zone,),
    )
    if not window.is_local or len(zones) == 1:
        window = window.to_zone(zones[0])
    start, end = format_clock_range(window.start, window.end, zones[0])
    names = _format_zones([zone.key for zone in zones], language)
    return translate(language, "reading-times", window=_format_window(start, end, language), zones=names)


def _format_zones(names: list[str], language: Language) -> str:
    """The zone; of several zones, says that each camera's own clock is meant."""
    if len(names) == 1:
        return names[0]
    listing = ", ".join([*names[:_MAX_ZONES], *(["…"] if len(names) > _MAX_ZONES else [])])
    return translate(language, "reading-local-zones", zones=listing)


def _format_window(start: str | None, end: str | None, language: Language) -> str:
    bounds = "end" if start is None else "start" if end is None else "both"
    return translate(language, "reading-window", bounds=bounds, start=start, end=end)


def format_conditions(plan: SearchPlan, language: Language) -> list[str]:
    """The conditions of the question, without marks that look like citations."""
    return [to_printable(words) for words in _format_conditions(plan, language)]


def _format_conditions(plan: SearchPlan, language: Language) -> list[str]:
    words = [format_event_names(plan.types, language, require_all=plan.together)] if plan.types else []
    if plan.relative is not None:
        words.append(format_relation(plan.relative, language))
    if plan.without_types:
        words.append(translate(language, "reading-without", types=format_event_names(plan.without_types, language)))
    words += [join_with_or(names, language) for names in _list_named_values(plan, language) if names]
    if plan.lasting is not None:
        words.append(_format_duration(plan, language))
    if plan.track_ids:
        words.append(", ".join(plan.track_ids))
    if plan.visitor:
        words.append(_format_visitor(plan.visitor, language))
    if plan.about_earlier:
        words.append(translate(language, "reading-earlier-person"))
    if plan.company is not None:
        words.append(translate(language, "reading-company", company=plan.company.value))
    if plan.dimension is not None:
        words.append(translate(language, "reading-by", dimension=plan.dimension.value))
    if plan.text:
        words.append(translate(language, "reading-text", text=plan.text))
    return words


def format_relation(relative: RelativeCondition, language: Language) -> str:
    """ "after collapse (05:10)", "쓰러짐(05:10) 뒤"; with a limit "up to 60 s after collapse"."""
    person = ", ".join(relative.track_ids)
    if not person and relative.excludes_pivot_person:
        person = translate(language, "reading-earlier-person")
    deed = format_event_names(relative.types, language)
    if person and deed:
        named = bool(relative.track_ids)
        deed = translate(language, "reading-deed-of-person", person=person, deed=deed, named=named)
    time = "" if relative.at is None or relative.at.start is None else format_timecode(relative.at.start)
    if relative.at_clock is not None:
        time = f"{relative.at_clock:%Y-%m-%d %H:%M:%S}"
    return translate(
        language,
        "reading-relation",
        deed=deed or person or translate(language, "reading-earlier-scene"),
        when=relative.when.value,
        has_limit=bool(relative.within),
        limit=f"{relative.within:g}" if relative.within else "",
        has_time=bool(time),
        time=time,
    )


def _list_named_values(plan: SearchPlan, language: Language) -> list[list[str]]:
    return [
        [format_location(side, language) for side in plan.locations],
        [format_gender(gender, language) for gender in plan.genders],
        [format_age_group(age, language) for age in plan.age_groups],
    ]


def _format_duration(plan: SearchPlan, language: Language) -> str:
    assert plan.lasting is not None
    bounds = (("reading-at-least", plan.lasting.start), ("reading-at-most", plan.lasting.end))
    return " ".join(
        translate(language, message, seconds=f"{seconds:g}") for message, seconds in bounds if seconds is not None
    )


def _format_visitor(number: int, language: Language) -> str:
    position = "last" if number == -1 else "from-end" if number < 0 else "nth"
    return translate(language, "reading-visitor", position=position, number=str(abs(number)))


def format_third_language_note() -> str:
    """The note in English for a question in a language that is not supported."""
    return translate(Language.EN, "reply-third-language")


def format_words_only_note(language: Language) -> str:
    """The note on an answer to a question that no model has read."""
    return translate(language, "reply-words-only")


def format_cut_off(language: Language) -> str:
    """The note behind an answer that ends too early."""
    return translate(language, "reply-cut-off")
