"""Writes summaries: a headline with an overview, and a paragraph per visitor, in the language of the request."""

from collections.abc import Mapping, Sequence
from typing import Any

from devstack.standin.nlg.en import grammar as english
from devstack.standin.nlg.en import rows as english_rows
from devstack.standin.nlg.ko import grammar as korean
from devstack.standin.nlg.ko import rows as korean_rows
from devstack.standin.nlg.writer_input import WriterInput, WriterRow, read_row
from models.event_types import URGENT_TYPES
from models.text.particles import add_particle

_UNSURE = 0.6
_MAX_LISTED = 40


def write_overview(sections: Mapping[str, Any]) -> str:
    """The headline, an empty line, and the overview."""
    request, totals = sections.get("request") or {}, sections["totals"]
    moments = [read_row(row) for row in sections.get("moments", ())]
    visitors = list(sections.get("visitors", ()))
    write = _korean_overview if request.get("language") == "ko" else _english_overview
    return write(request, totals, moments, visitors)


def write_visitors(sections: Mapping[str, Any]) -> str:
    """One line per visitor: the id, a colon, and what they did."""
    is_korean = (sections.get("request") or {}).get("language") == "ko"
    lines = []
    for visitor in sections["visitors"]:
        rows = [read_row({**event, "n": 0}) for event in visitor["events"]]
        case = WriterInput("LIST", rows, len(rows), 1, exact=True)
        sentences = korean_rows.write_story(rows, case) if is_korean else english_rows.write_story(rows, case)
        sentences += _describe_confidence(visitor, is_korean)
        lines.append(f"{visitor['person']}: {' '.join(sentences)}")
    return "\n".join(lines)


def _describe_confidence(visitor: Mapping[str, Any], is_korean: bool) -> list[str]:
    """A sentence with the average confidence of a visitor's events."""
    if "confidence" not in visitor:
        return []
    percent = round(100 * float(visitor["confidence"]))
    if is_korean:
        return [f"분석 신뢰도는 {percent}%{'로 낮습니다' if percent < 100 * _UNSURE else '입니다'}."]
    return [f"The analysis is {'only ' if percent < 100 * _UNSURE else ''}{percent} % sure."]


def _counts(totals: Mapping[str, Any], is_korean: bool) -> list[str]:
    """A sentence with the number of events by type, if there are too many to list."""
    types = totals.get("types", {})
    if int(totals["events"]) <= _MAX_LISTED:
        return []
    if is_korean:
        return [
            f"유형별로는 {', '.join(f'{korean.VERBS[kind].noun} {count}건' for kind, count in types.items())}입니다."
        ]
    sentences = [
        english.format_count(int(count), english.VERBS[kind].one, english.VERBS[kind].many)
        for kind, count in types.items()
    ]
    return [f"By type: {', '.join(sentences)}."]


def _longest(visitors: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    return max(visitors, key=lambda visitor: float(visitor["seconds"]), default=None)


def _count_serious(totals: Mapping[str, Any]) -> list[tuple[str, int]]:
    types = totals.get("types", {})
    return [(kind, int(types[kind])) for kind in URGENT_TYPES if kind in types]


def _filter_by_kind(moments: Sequence[WriterRow], *kinds: str) -> list[WriterRow]:
    return [row for row in moments if row.type in kinds]


def _all_of_kind(totals: Mapping[str, Any], moments: Sequence[WriterRow], kind: str) -> list[WriterRow]:
    """All moments of a type; none if some are missing, so that no wrong one is called the first or last."""
    complete = _filter_by_kind(moments, kind)
    return complete if len(complete) == int(totals.get("types", {}).get(kind, 0)) else []


def _korean_overview(
    request: Mapping[str, Any],
    totals: Mapping[str, Any],
    moments: Sequence[WriterRow],
    visitors: Sequence[Mapping[str, Any]],
) -> str:
    people, graves, longest = int(totals["people"]), _count_serious(totals), _longest(visitors)
    heads = [f"{korean.VERBS[kind].noun} {count}건" for kind, count in graves]
    heads.append(f"방문자 {people}명" if people else f"이벤트 {totals['events']}건")
    if longest and len(heads) == 1:
        heads.append(f"최장 체류 {korean.format_length(float(longest['seconds']))}")
    length = f"{request['length']} 길이의 영상에서 " if "length" in request else ""
    events = f"이벤트 {totals['events']}건이 기록되었습니다."
    sentences = [f"{length}방문자 {people}명과 {events}" if people else length + events]
    sentences += _counts(totals, is_korean=True)
    case = WriterInput("LIST", moments, len(moments), people, exact=True)
    sentences += [
        korean_rows.sentence(row, case) for row in _filter_by_kind(moments, *(kind for kind, _ in graves))[:3]
    ]
    entries, exits = _all_of_kind(totals, moments, "PERSON_ENTER"), _all_of_kind(totals, moments, "PERSON_EXIT")
    if entries:
        last = f", 마지막 퇴장은 {exits[-1].timecodes[0]} [{exits[-1].number}]" if exits else ""
        sentences.append(f"첫 입장은 {entries[0].timecodes[0]} [{entries[0].number}]{last}입니다.")
    if longest and people > 1:
        who = add_particle(str(longest["person"]), "으로/로")
        stay = korean.format_length(float(longest["seconds"]))
        sentences.append(f"가장 오래 머문 사람은 {who}, {stay} 동안 있었습니다({longest['time']}).")
    return f"{', '.join(heads)}\n\n{' '.join(sentences)}"


def _english_overview(
    request: Mapping[str, Any],
    totals: Mapping[str, Any],
    moments: Sequence[WriterRow],
    visitors: Sequence[Mapping[str, Any]],
) -> str:
    people, graves, longest = int(totals["people"]), _count_serious(totals), _longest(visitors)
    heads = [english.format_count(count, english.VERBS[kind].one, english.VERBS[kind].many) for kind, count in graves]
    heads.append(
        english.format_count(people, "visitor", "visitors")
        if people
        else english.format_count(int(totals["events"]), "event", "events")
    )
    if longest and len(heads) == 1:
        heads.append(f"longest stay {english.format_length(float(longest['seconds']))}")
    length = f" in {request['length']} of video" if "length" in request else ""
    events = english.format_count(int(totals["events"]), "event", "events")
    be = "was" if people == 1 else "were"
    sentences = [
        f"{english.format_people(people)} {be} seen{length}, in {events}." if people else f"{events} recorded{length}."
    ]
    sentences += _counts(totals, is_korean=False)
    case = WriterInput("LIST", moments, len(moments), people, exact=True)
    sentences += [
        english_rows.sentence(row, case) for row in _filter_by_kind(moments, *(kind for kind, _ in graves))[:3]
    ]
    entries, exits = _all_of_kind(totals, moments, "PERSON_ENTER"), _all_of_kind(totals, moments, "PERSON_EXIT")
    if entries:
        last = f", the last exit at {exits[-1].timecodes[0]} [{exits[-1].number}]" if exits else ""
        sentences.append(f"The first entry was at {entries[0].timecodes[0]} [{entries[0].number}]{last}.")
    if longest and people > 1:
        stay = english.format_length(float(longest["seconds"]))
        sentences.append(f"{longest['person']} stayed the longest: {stay} ({longest['time']}).")
    return f"{english_rows.capitalize(', '.join(heads))}\n\n{' '.join(sentences)}"
