"""Sentences around a model's text: how the question was read, and which footage it is about."""

from domain.ask.plan.plan import RelativeCondition, SearchPlan, TimeRelation
from domain.ask.question.question import Question
from domain.language.timecode import format_clock_range, format_timecode
from domain.language.vocabulary import (
    AGE_GROUP_NAMES,
    GENDER_NAMES,
    LOCATION_NAMES,
    format_event_names,
    join_with_or,
    pick_language,
)
from models.enums import Language
from models.text.text import to_printable

KO = Language.KO
_MAX_ZONES = 3


def format_interpretation(plan: SearchPlan, question: Question, language: Language) -> str:
    """How the question was understood: "03:00–05:00 of 'Left aisle' · standing · left"."""
    return " · ".join([format_scope(plan, question, language), *format_conditions(plan, language)])


def format_scope(plan: SearchPlan, question: Question, language: Language) -> str:
    """The footage that is meant: a part of a video, a window of times of day with its zone, or everything."""
    return to_printable(_format_scope(plan, question, language))


def _format_scope(plan: SearchPlan, question: Question, language: Language) -> str:
    video = question.video
    moments = _format_times(plan, question, language)
    part = _format_part(plan, language)
    if video is None:
        everything = _format_cameras(plan, language)
        if part:
            part = f"각 영상의 {part}" if language is KO else f"{part} of each video"
        return ", ".join(word for word in (everything, moments, part) if word)
    if language is KO:
        place = f"‘{video.name}’ 영상"
        if moments:
            return f"{place}, {moments}" + (f" {part}" if part else "")
        return f"{place} {part or '전체'}"
    if moments:
        return f"{moments}" + (f", {part}" if part else "") + f", '{video.name}'"
    return f"{part} of '{video.name}'" if part else f"all of '{video.name}'"


def _format_cameras(plan: SearchPlan, language: Language) -> str:
    if not plan.cameras:
        return "전체 영상" if language is KO else "all footage"
    names = join_with_or([f"‘{name}’" if language is KO else f"'{name}'" for name in plan.cameras], language)
    return f"{names} 카메라" if language is KO else f"camera {names}"


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
    zone_names = _format_zones([zone.key for zone in zones], language)
    return (
        f"{_format_window(start, end, language)}({zone_names})"
        if language is KO
        else f"{_format_window(start, end, language)} ({zone_names})"
    )


def _format_zones(names: list[str], language: Language) -> str:
    """The zone; of several zones, says that each camera's own clock is meant."""
    if len(names) == 1:
        return names[0]
    listing = ", ".join([*names[:_MAX_ZONES], *(["…"] if len(names) > _MAX_ZONES else [])])
    return f"각 카메라의 현지 시각: {listing}" if language is KO else f"local time of each camera: {listing}"


def _format_window(start: str | None, end: str | None, language: Language) -> str:
    if start is not None and end is not None:
        return f"{start}–{end}"
    if start is not None:
        return f"{start} 이후" if language is KO else f"from {start}"
    return f"{end}까지" if language is KO else f"until {end}"


def format_conditions(plan: SearchPlan, language: Language) -> list[str]:
    """The conditions of the question, without marks that look like citations."""
    return [to_printable(words) for words in _format_conditions(plan, language)]


def _format_conditions(plan: SearchPlan, language: Language) -> list[str]:
    korean = language is KO
    words = [format_event_names(plan.types, language, require_all=plan.together)] if plan.types else []
    if plan.relative is not None:
        words.append(format_relation(plan.relative, language))
    if plan.without_types:
        names = format_event_names(plan.without_types, language)
        words.append(f"{names} 없음" if korean else f"without {names}")
    words += [
        join_with_or([pick_language(pair, language) for pair in pairs], language)
        for pairs in _list_named_values(plan)
        if pairs
    ]
    if plan.lasting is not None:
        words.append(_format_duration(plan, korean))
    if plan.track_ids:
        words.append(", ".join(plan.track_ids))
    if plan.visitor:
        words.append(_format_visitor(plan.visitor, korean))
    if plan.about_earlier:
        words.append("앞에서 말한 사람" if korean else "the person just mentioned")
    if plan.text:
        words.append(f"“{plan.text}”")
    return words


def format_relation(relative: RelativeCondition, language: Language) -> str:
    """ "after collapse (05:10)", "쓰러짐(05:10) 뒤", "up to 60 s after collapse"."""
    korean = language is KO
    who = ", ".join(relative.track_ids) or (
        ("앞에서 말한 사람" if korean else "the person just mentioned") if relative.excludes_pivot_person else ""
    )
    what = (
        format_event_names(relative.types, language)
        or who
        or ("앞에서 찾은 장면" if korean else "what was found before")
    )
    at = "" if relative.at is None or relative.at.start is None else format_timecode(relative.at.start)
    if who and what != who:
        what = f"{who}의 {what}" if korean else f"{who}'s {what}" if relative.track_ids else f"the {what} of {who}"
    if korean:
        side = "전" if relative.when is TimeRelation.BEFORE else "뒤"
        soon = f" {relative.within:g}초 이내" if relative.within else ""
        return f"{what}{f'({at})' if at else ''} {side}{soon}"
    soon = f"up to {relative.within:g} s " if relative.within else ""
    return f"{soon}{relative.when.value.lower()} {what}{f' ({at})' if at else ''}"


def _list_named_values(plan: SearchPlan) -> list[list[tuple[str, str]]]:
    return [
        [LOCATION_NAMES[side] for side in plan.locations],
        [GENDER_NAMES[gender] for gender in plan.genders],
        [AGE_GROUP_NAMES[age] for age in plan.age_groups],
    ]


def _format_duration(plan: SearchPlan, korean: bool) -> str:
    assert plan.lasting is not None
    words = []
    if plan.lasting.start is not None:
        words.append(f"{plan.lasting.start:g}초 이상" if korean else f"for at least {plan.lasting.start:g} s")
    if plan.lasting.end is not None:
        words.append(f"{plan.lasting.end:g}초 이하" if korean else f"for at most {plan.lasting.end:g} s")
    return " ".join(words)


def _format_visitor(number: int, korean: bool) -> str:
    if number == -1:
        return "마지막 방문자" if korean else "the last visitor"
    if number < 0:
        return f"뒤에서 {-number}번째 방문자" if korean else f"visitor {-number} from the end"
    return f"{number}번째 방문자" if korean else f"visitor {number}"


def format_third_language_note() -> str:
    return "Korean and English are supported, so this answer is in English."


def format_cut_off(language: Language) -> str:
    return "(답변이 중간에 끊겼습니다.)" if language is KO else "(The answer was cut off here.)"
