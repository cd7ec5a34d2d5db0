"""What a question asks for, found by program: its parts, its events, and words that change what fits.

A model that plans for one half of a question does not notice that it left out the other. What is found here and not in
the plan goes back to the model once, and is told to whoever asked if the plan leaves it out all the same.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from domain.ask.checking.claims import find_verbs
from domain.ask.checking.lexicon import Lexicon, load_lexicon
from domain.ask.checking.unknown import list_acts
from domain.ask.plan.logic import LogicWord, holds_logic
from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.ask.question.keywords import extract_keywords
from domain.ask.question.question import Question
from domain.ask.time.words.find import find_times
from domain.language.detection import detect_language
from models.enums import Language
from models.event_types import EventType, list_near_types
from models.messages.catalog import translate

_MAX_CLAUSE = 80
# These tell of whatever there is; others compare or measure it.
_OPEN_ANSWERS = frozenset({AnswerKind.LIST, AnswerKind.EXISTS, AnswerKind.COUNT_EVENTS, AnswerKind.COUNT_PEOPLE})
# Longer words are several that were written without spaces.
_LONGEST_ACT = 14


class AskedPart(StrEnum):
    """What is wanted to know, of what an answer can be checked for. Nothing that is recorded tells a REASON."""

    NUMBER = "NUMBER"
    TIME = "TIME"
    PLACE = "PLACE"
    LENGTH = "LENGTH"
    REASON = "REASON"


@dataclass(frozen=True, slots=True)
class _Patterns:
    parts: Mapping[AskedPart, re.Pattern[str]]
    logic: Mapping[LogicWord, re.Pattern[str]]
    divider: re.Pattern[str]
    no_event: re.Pattern[str]
    thing: re.Pattern[str]
    thing_acted_on: re.Pattern[str]
    place: re.Pattern[str]
    person: re.Pattern[str]
    common: re.Pattern[str]
    neutral_acts: re.Pattern[str]


@cache
def _load_patterns(language: Language) -> _Patterns:
    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    return _Patterns(
        parts={part: compiled(translate(language, "asked-part", part=part.value)) for part in AskedPart},
        logic={word: compiled(translate(language, "asked-logic", word=word.value)) for word in LogicWord},
        divider=compiled(translate(language, "asked-divider")),
        no_event=compiled(translate(language, "asked-no-event")),
        thing=compiled(translate(language, "asked-thing")),
        thing_acted_on=compiled(translate(language, "asked-object")),
        place=compiled(translate(language, "asked-place")),
        person=compiled(translate(language, "asked-person")),
        common=compiled(translate(language, "asked-common")),
        neutral_acts=compiled(translate(language, "asked-neutral-acts")),
    )


def list_asked_parts(question: Question) -> dict[AskedPart, str]:
    """What the question wants to know, each with the words that ask for it."""
    patterns = _load_patterns(detect_language(question.text))
    found = {part: pattern.search(question.text) for part, pattern in patterns.parts.items()}
    return {
        part: _get_clause(question.text, match.end() - 1, patterns)
        for part, match in found.items()
        if match is not None
    }


def find_unaccounted(question: Question, plan: SearchPlan) -> list[str]:
    """Words of the question, as they stand in it, that the plan holds in no field: events, negations, comparisons,
    company, things, and reasons."""
    language = detect_language(question.text)
    patterns, lexicon = _load_patterns(language), load_lexicon(language)
    if plan.text and not plan.translated_text and detect_language(plan.text) is not language:
        # The words of the plan cannot be compared with those of the question.
        return []
    text = _mask_names(question, plan)
    said = " ".join([plan.text, plan.translated_text, *plan.not_understood]).lower()
    found = [
        *_find_events(text, question, plan, said),
        *_find_logic(text, plan, said, patterns),
        *_find_places(text, question, plan, said, patterns),
        *_find_things(text, plan, said, patterns, lexicon),
        *_find_acts(text, plan, said, patterns, lexicon),
        *_find_leftover(text, plan, patterns, lexicon),
    ]
    if (reason := patterns.parts[AskedPart.REASON].search(text)) is not None:
        found.append(_get_clause(question.text, reason.end() - 1, patterns))
    told = [words.lower() for words in plan.not_understood]
    kept = [
        words
        for words in dict.fromkeys(found)
        if words.strip() and words.lower() not in said and not any(entry in words.lower() for entry in told)
    ]
    return [words for words in kept if not any(words != other and words in other for other in kept)]


def _mask_names(question: Question, plan: SearchPlan) -> str:
    """The question with the names of cameras, sites and the video left out, letter by letter: they are no events."""
    video = question.video
    names = [*question.reach.camera_names, *question.reach.sites]
    # People say a part of the name of what the plan found.
    names += [word for name in (*plan.cameras, *plan.sites) for word in (name, *name.split())]
    names += [video.name, video.camera or ""] if video is not None else []
    text = question.text
    for name in sorted({name for name in names if len(name) > 1}, key=len, reverse=True):
        text = re.sub(re.escape(name), lambda match: "#" * len(match[0]), text, flags=re.IGNORECASE)
    return text


def _get_clause(text: str, at: int, patterns: _Patterns) -> str:
    """The part of the question around a place, between two dividers."""
    ends = list(patterns.divider.finditer(text))
    start = max((match.end() for match in ends if match.end() <= at), default=0)
    end = min((match.start() for match in ends if match.start() > at), default=len(text))
    if text[end : end + 1] and not text[end].isascii():
        # A Korean ending belongs to its verb.
        end += 1
    return text[start:end].strip(" ,;:?.!")[:_MAX_CLAUSE]


def _find_events(text: str, question: Question, plan: SearchPlan, said: str) -> Iterator[str]:
    """The clauses that name events of which the plan has no type; of a question of one clause, the words."""
    if plan.want is AnswerKind.SUMMARY:
        return
    language = detect_language(question.text)
    patterns, lexicon = _load_patterns(language), load_lexicon(language)
    known = _list_known_types(plan)
    masked = patterns.no_event.sub(lambda match: " " * len(match[0]), text)
    for start, clause in _split(masked, patterns):
        for verb in find_verbs(clause, lexicon):
            is_in_sql = any(kind.value in plan.sql for kind in verb.types)
            is_known = lexicon.presence.fullmatch(verb.word) or not verb.types.isdisjoint(known) or is_in_sql
            if not is_known and not _is_said(verb.word, said, lexicon):
                yield _get_clause(question.text, start + clause.index(verb.word), patterns)


def _list_known_types(plan: SearchPlan) -> set[EventType]:
    """The types that the plan holds, and those near to them; all where it holds an event in other words."""
    relative = plan.relative
    types = {*plan.types, *plan.without_types, *(relative.types if relative else ())}
    if not types and (plan.sql or plan.text or plan.about_earlier or (relative and relative.earlier)):
        return set(EventType)
    arrived = {EventType.PERSON_ENTER} if plan.visitor else set()
    return {*types, *list_near_types(sorted(types)), *arrived}


def _is_said(word: str, said: str, lexicon: Lexicon) -> bool:
    stem = word.lower()[:5] if lexicon.negates_before else word[:2]
    return stem in said


def _split(text: str, patterns: _Patterns) -> Iterator[tuple[int, str]]:
    start = 0
    for match in patterns.divider.finditer(text):
        yield start, text[start : match.end()]
        start = match.end()
    yield start, text[start:]


def _find_logic(text: str, plan: SearchPlan, said: str, patterns: _Patterns) -> Iterator[str]:
    for word, pattern in patterns.logic.items():
        match = pattern.search(text)
        if match is not None and match[0].lower() not in said and not holds_logic(word, plan):
            yield match[0].strip()


def _find_things(text: str, plan: SearchPlan, said: str, patterns: _Patterns, lexicon: Lexicon) -> Iterator[str]:
    """Things that somebody has, and that something is done to."""
    held = f"{said} {plan.sql.lower()}"
    if plan.about_earlier or (plan.relative is not None and plan.relative.earlier):
        return
    for pattern in (patterns.thing, patterns.thing_acted_on):
        for match in pattern.finditer(text):
            thing = next(group for group in match.groups() if group is not None)
            words = [word.lower() for word in extract_keywords(thing)]
            is_known = any(known.search(thing) for known in (patterns.person, patterns.common, lexicon.any_verb))
            if is_known or "#" in thing or not words:
                continue
            if not any(word[: max(2, len(word) - 1)] in held for word in words):
                yield match[0].strip()


def _find_places(text: str, question: Question, plan: SearchPlan, said: str, patterns: _Patterns) -> Iterator[str]:
    """Places that are neither a camera nor a side."""
    if any((plan.cameras, plan.sites, plan.locations, plan.sql, question.video is not None and plan.seconds)):
        return
    for match in patterns.place.finditer(text):
        place = match["thing"]
        words = [word.lower() for word in extract_keywords(place)]
        known = (patterns.common, patterns.person, load_lexicon(Language.KO).any_verb)
        is_known = any(pattern.search(place) for pattern in known) or find_times(match[0])
        if is_known or "#" in place or not words:
            continue
        if not any(word[: max(2, len(word) - 1)] in said for word in words):
            yield match[0].strip()


def _find_acts(text: str, plan: SearchPlan, said: str, patterns: _Patterns, lexicon: Lexicon) -> Iterator[str]:
    """Acts that are no event of any type: nothing that is recorded tells them, but for words of descriptions.

    Where the plan has types that no known word names, the planner knew a word that the vocabulary does not.
    """
    vocabularies = [load_lexicon(language) for language in Language]
    named = {kind for each in vocabularies for verb in find_verbs(text, each) for kind in verb.types}
    if any(kind not in named for kind in plan.types):
        return
    for act in list_acts(text, lexicon):
        is_event = any(each.any_verb.search(act) for each in vocabularies)
        is_known = is_event or patterns.neutral_acts.match(act) or _is_said(act, said, lexicon)
        if not is_known and len(act) <= (_LONGEST_ACT if act.isascii() else _LONGEST_ACT // 2):
            yield act


def _find_leftover(text: str, plan: SearchPlan, patterns: _Patterns, lexicon: Lexicon) -> Iterator[str]:
    """Whatever a plan that narrows nothing leaves out: every event would fit, so each word of the question counts."""
    narrows = (plan.has_filters, plan.cameras, plan.sites, plan.text, plan.sql, plan.dimension)
    if any(narrows) or plan.want not in _OPEN_ANSWERS:
        return
    for word in extract_keywords(text):
        known = (patterns.common, patterns.person, patterns.divider, lexicon.presence, lexicon.people_unit)
        is_known = any(pattern.search(word) for pattern in known) or patterns.neutral_acts.match(word)
        asks = any(pattern.search(word) for pattern in patterns.parts.values())
        if not is_known and not asks and not find_times(word):
            yield word
