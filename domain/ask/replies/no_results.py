"""Replies without evidence: no results, a question that cannot be searched, a question not about footage."""

from collections.abc import Iterable
from datetime import datetime

from domain.ask.filters.scope import Obstacle
from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.ask.question.question import Question
from domain.ask.replies.sentences import format_conditions, format_relation, format_scope
from domain.ask.settings import AskSettings
from domain.language.timecode import format_clock, format_timecode
from domain.language.vocabulary import add_direction_particle, format_event_names, pick_language
from models.asking.answers import Coverage
from models.asking.evidence import VideoContext
from models.enums import EventType, Language
from models.event_types import EVENT_TYPES
from models.text.text import to_printable

KO = Language.KO


def reply_no_results(
    plan: SearchPlan,
    question: Question,
    coverage: Coverage,
    settings: AskSettings,
    unknown_people: int,
    language: Language,
) -> str:
    """The reply to a search without results: what was searched for, where, and what could not be seen.

    unknown_people: people in the footage whose gender or age, which the question names, is not known.
    """
    where = format_scope(plan, question, language)
    sentences = [_format_no_results_ko(plan, where) if language is KO else _format_no_results_en(plan, where)]
    sentences.append(_format_past_end(plan, question.video, language))
    recorded = question.reach.recorded_period if question.video is None else None
    if plan.occurred_at is not None and not coverage.videos_considered and recorded is not None:
        # There is footage, but none of that time: what the analysis detects does not matter.
        return " ".join(
            [*(sentence for sentence in sentences if sentence), _format_no_footage_then(*recorded, question, language)]
        )
    sentences.append(_format_searched_footage(coverage, language))
    if not settings.detects.issuperset(plan.types):
        sentences.append(_format_detected_types(settings, language))
    if unknown_people:
        sentences.append(_format_unknown_people(unknown_people, language))
    if plan.occurred_at is not None and coverage.period_from is not None:
        sentences.append(
            _format_footage_period(coverage.period_from, coverage.period_to or coverage.period_from, question, language)
        )
    return " ".join(sentence for sentence in sentences if sentence)


def _format_no_results_ko(plan: SearchPlan, where: str) -> str:
    names = format_event_names(plan.types, KO)
    words = format_conditions(plan, KO)
    if plan.relative is not None and plan.relative.excludes_pivot_person and names and len(words) == 2:
        zero = "0명입니다. " if plan.want is AnswerKind.COUNT_PEOPLE else ""
        relation = format_relation(plan.relative, KO)
        return f"{zero}{where}에는 {relation}에 {add_direction_particle(names)} 기록된 다른 사람이 없습니다."
    zero = {AnswerKind.COUNT_PEOPLE: "0명입니다. ", AnswerKind.COUNT_EVENTS: "0건입니다. "}.get(plan.want, "")
    if words == [names] and names:
        return f"{zero}{where}에서 {add_direction_particle(names)} 기록된 장면을 찾지 못했습니다."
    if plan.without_types and len(words) == 1:
        missing = format_event_names(plan.without_types, KO)
        return f"{zero}{where}에 나온 사람은 모두 {missing} 기록이 있습니다."
    if words:
        return f"{zero}{where}에서는 조건({', '.join(words)})에 맞는 장면을 찾지 못했습니다."
    return f"{zero}{where}에는 기록된 이벤트가 없습니다."


def _format_no_results_en(plan: SearchPlan, where: str) -> str:
    words = format_conditions(plan, Language.EN)
    names = format_event_names(plan.types, Language.EN)
    where = where.removeprefix("all of ")
    where = f"any{where.removeprefix('all')}" if where.startswith("all footage") else where
    where = where if where.startswith(("from ", "until ")) else f"in {where}"
    if plan.relative is not None and plan.relative.excludes_pivot_person and names and len(words) == 2:
        zero = "0 people. " if plan.want is AnswerKind.COUNT_PEOPLE else ""
        return f"{zero}Nobody else was seen {names} {format_relation(plan.relative, Language.EN)} {where}."
    zero = {AnswerKind.COUNT_PEOPLE: "0 people. ", AnswerKind.COUNT_EVENTS: "0 times. "}.get(plan.want, "")
    if words == [names] and names:
        if _are_named_by_action(plan.types):
            return f"{zero}No one was seen {names}{',' if names.endswith(' in') else ''} {where}."
        return f"{zero}No {names} was found {where}."
    if plan.without_types and len(words) == 1:
        missing = format_event_names(plan.without_types, Language.EN)
        seen = "seen" if _are_named_by_action(plan.without_types) else "found"
        return f"{zero}Everyone who was seen {where} was also {seen} {missing}."
    if words:
        on = " on" if where.startswith("from ") and " of '" not in where else ""
        return f"{zero}Nothing {where}{on} fits: {', '.join(words)}."
    return f"{zero}No events were found {where}."


def _are_named_by_action(types: Iterable[EventType]) -> bool:
    """Whether English says that nobody "was seen" doing it, and not that none "was found"."""
    return all(EVENT_TYPES[kind].named_by_action for kind in types)


def _format_past_end(plan: SearchPlan, video: VideoContext | None, language: Language) -> str:
    """The video's length, if the part in question begins after its end."""
    if video is None or video.duration_seconds is None or plan.seconds is None or plan.seconds.start is None:
        return ""
    if plan.seconds.start <= video.duration_seconds:
        return ""
    length = format_timecode(video.duration_seconds)
    return f"이 영상의 길이는 {length}입니다." if language is KO else f"The video is only {length} long."


def _format_searched_footage(coverage: Coverage, language: Language) -> str:
    """How much footage was searched; empty if it has no events, which the first sentence says."""
    korean = language is KO
    if coverage.videos_considered and not coverage.videos_analyzed:
        return "아직 분석이 끝난 영상이 없습니다." if korean else "No video here has been analysed yet."
    if not coverage.videos_considered:
        return "확인할 수 있는 영상이 없습니다." if korean else "There is no footage to look through."
    length = format_timecode(coverage.seconds_analyzed)
    if not coverage.events_considered:
        return ""
    if korean:
        videos = f"분석된 영상 {coverage.videos_analyzed}개({length})"
        return f"{videos}의 이벤트 {coverage.events_considered}건을 확인했습니다."
    videos = "1 analysed video" if coverage.videos_analyzed == 1 else f"{coverage.videos_analyzed} analysed videos"
    events = "1 event" if coverage.events_considered == 1 else f"{coverage.events_considered} events"
    return f"Looked through {events} in {videos} ({length})."


def _format_no_footage_then(start: datetime, end: datetime, question: Question, language: Language) -> str:
    """Says that nothing was recorded at that time, and which period has footage."""
    first, last = format_clock(start, question.zone), format_clock(end, question.zone)
    if language is KO:
        return f"그 시간에 촬영된 영상이 없습니다. 있는 영상은 {first}부터 {last}까지({question.zone.key})의 것입니다."
    return f"Nothing was recorded then: all footage is from between {first} and {last} ({question.zone.key})."


def _format_footage_period(start: datetime, end: datetime, question: Question, language: Language) -> str:
    """The period that has footage, to the second; with the zone if there are several."""
    zone = question.zone
    first, last = format_clock(start, zone), format_clock(end, zone)
    period = f"{first}–{last[11:] if last[:10] == first[:10] else last}"
    if len(question.list_zones()) > 1:
        period += f"({zone.key})" if language is KO else f" ({zone.key})"
    return f"촬영된 시간은 {period}입니다." if language is KO else f"The footage covers {period}."


def _format_detected_types(settings: AskSettings, language: Language) -> str:
    names = [pick_language(EVENT_TYPES[kind].noun, language) for kind in EventType if kind in settings.detects]
    if language is KO:
        return f"자동 분석이 찾는 것은 {', '.join(names)}뿐이며, 다른 유형은 가져온 이벤트에만 있습니다."
    listing = ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else "".join(names)
    return f"The analysis itself detects only {listing}; other kinds are known only from imported events."


def _format_unknown_people(unknown: int, language: Language) -> str:
    if language is KO:
        return f"다만 성별이나 나이를 알 수 없는 사람이 {unknown}명 있습니다."
    people = "1 person was" if unknown == 1 else f"{unknown} people were"
    return f"However, {people} seen whose gender or age is not known."


def reply_obstacle(reason: Obstacle, plan: SearchPlan, question: Question, language: Language) -> str:
    """Why a question could not be searched, and what to do."""
    if reason is Obstacle.NO_PIVOT:
        return _format_no_pivot(plan, language)
    name = to_printable(question.video.name) if question.video else ""
    if reason is Obstacle.NO_CLOCK:
        if language is KO:
            return (
                f"‘{name}’ 영상에는 촬영 시각이 없어 시각으로 찾을 수 없습니다. "
                "영상의 촬영 시각(recordedAt)을 입력하거나, ‘3분에서 5분 사이’처럼 영상 속 위치로 물어봐 주세요."
            )
        return (
            f"'{name}' has no time of recording, so times of day cannot be looked up in it. Set its recordedAt, or ask "
            "by position, such as “between 03:00 and 05:00”."
        )
    if language is KO:
        return "누구를 말하는지 알 수 없습니다. ‘P2’나 ‘두 번째로 들어온 사람’처럼 가리켜 주세요."
    return "It is not clear who is meant. Name the person, such as “P2” or “the second visitor”."


def _format_no_pivot(plan: SearchPlan, language: Language) -> str:
    """Says that the event, before or after which the question asks, was not found."""
    relative = plan.relative
    names = format_event_names(relative.types, language) if relative else ""
    who = to_printable(", ".join(relative.track_ids)) if relative else ""
    if who:
        if language is KO:
            what = f"{who}의 {names}" if names else who
            return f"{add_direction_particle(what)} 기록된 장면이 없어 그 전후를 찾을 수 없습니다."
        what = f"No {names} of {who} was found" if names else f"{who} was not found"
        return f"{what}, so there is nothing before or after it."
    if not names:
        if language is KO:
            return "앞에서 찾은 장면이 없어 그 전후를 찾을 수 없습니다. 무엇의 전후인지 알려 주세요."
        return "There is no earlier finding to look before or after. Say before or after what."
    if language is KO:
        return f"{add_direction_particle(names)} 기록된 장면이 없어 그 전후를 찾을 수 없습니다."
    return f"No {names} was found, so there is nothing before or after it."


def reply_guidance(language: Language, *, third_language: bool) -> str:
    """The reply to a question that is not about footage."""
    if language is KO:
        return (
            "촬영된 영상에 대한 질문에 한국어와 영어로 답합니다. 예를 들어 ‘몇 명이 들어왔어?’ 또는 "
            "‘1분에서 2분 사이에 왼쪽에 서 있던 사람이 있어?’라고 물어보세요."
        )
    start = "Questions are understood in Korean and English. " if third_language else ""
    return start + (
        "Ask about what your footage shows, for example “How many people came in?” or “Was anyone standing on the left "
        "between 01:00 and 02:00?”"
    )
