"""A question as a checked query: what a planner model filled in becomes a SearchPlan."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator

from domain.ask.plan.base import PlanModel
from domain.ask.plan.relation import RelativeCondition
from domain.ask.time.windows import SecondsSpan, TimeWindow, place_window
from models.asking.groups import Dimension
from models.enums import AgeGroup, EventType, FrameLocation, Gender
from models.errors import ModelFailed
from models.text.text import normalize_json, strip_citation_marks

MAX_TEXT_CHARACTERS = 500
_COUNTS_PERSONS = re.compile(r"\bdistinct\s+\(?\s*(?:\w+\.)?person\b", re.IGNORECASE)
MAX_WORDS_CHARACTERS = 100
MAX_NOT_UNDERSTOOD = 8


class AnswerKind(StrEnum):
    """The kind of answer that a question wants."""

    LIST = "LIST"
    COUNT_EVENTS = "COUNT_EVENTS"
    COUNT_PEOPLE = "COUNT_PEOPLE"
    FIRST = "FIRST"
    LAST = "LAST"
    EXISTS = "EXISTS"
    DURATION = "DURATION"
    LONGEST = "LONGEST"
    SHORTEST = "SHORTEST"
    MOST = "MOST"
    EMPTY = "EMPTY"
    SUMMARY = "SUMMARY"
    ELAPSED = "ELAPSED"


class QuestionLanguage(StrEnum):
    """The language of a question. OTHER: answered in English."""

    KO = "ko"
    EN = "en"
    OTHER = "other"


class GroupBy(StrEnum):
    """With MOST: who, which side, or when most people were there at once. The others, also with counts: each group."""

    PERSON = "PERSON"
    LOCATION = "LOCATION"
    MOMENT = "MOMENT"
    CAMERA = "CAMERA"
    SITE = "SITE"
    DAY = "DAY"
    HOUR = "HOUR"
    GENDER = "GENDER"


class Company(StrEnum):
    """Who else was there: nobody, somebody, or the others are what is asked for."""

    ALONE = "ALONE"
    ACCOMPANIED = "ACCOMPANIED"
    WITH_WHOM = "WITH_WHOM"


class YesMeaning(StrEnum):
    """What "yes" answers: that something fits, that nothing does ("was nobody there?"), or that everybody did it."""

    FOUND = "FOUND"
    NOTHING_FOUND = "NOTHING_FOUND"
    EVERYBODY = "EVERYBODY"


class SearchPlan(PlanModel):
    """What a question asks for. An empty field narrows nothing.

    sql            one SELECT over the views, which the guard checks; empty: only the fields are searched
    text           a condition that no other field can hold (clothes, a name); empty if the fields say everything
    translated_text  the same in the other of the two languages: descriptions are in either
    cameras, sites as the context names them; only if the question is over everything
    either_time    seconds and occurred_at are two readings of one time ("00:10"); the footage decides between them
    visitor        the person by order of appearance (2: the second who came, -1: the last)
    nth            which one FIRST and LAST mean (2: the second from that end)
    together       one person must have done all of types, rather than any of them
    without_types  the person must have no event of these types
    relative       before, after or during another event; with ELAPSED, the event from which the time is measured
    company        whether others were there at the time, or who they were
    lasting        how long a single event must have lasted, in seconds
    negated        the question expects "no" (was nobody there?)
    about_earlier  it is about the person of the earlier answer
    yes_means      what "yes" says, for a yes-or-no question; None: neither yes nor no can be said
    not_understood words of the question that no field accounts for, as they stand in it
    """

    language: QuestionLanguage = QuestionLanguage.EN
    about_footage: bool
    want: AnswerKind = AnswerKind.LIST
    types: tuple[EventType, ...] = ()
    together: bool = False
    without_types: tuple[EventType, ...] = ()
    relative: RelativeCondition | None = None
    seconds: SecondsSpan | None = None
    occurred_at: TimeWindow | None = None
    either_time: bool = False
    lasting: SecondsSpan | None = None
    locations: tuple[FrameLocation, ...] = ()
    genders: tuple[Gender, ...] = ()
    age_groups: tuple[AgeGroup, ...] = ()
    track_ids: tuple[str, ...] = ()
    cameras: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    company: Company | None = None
    visitor: int | None = None
    nth: int = Field(1, ge=1, le=1000)
    group_by: GroupBy = GroupBy.PERSON
    negated: bool = False
    about_earlier: bool = False
    yes_means: YesMeaning | None = None
    not_understood: tuple[str, ...] = ()
    text: str = ""
    translated_text: str = ""
    sql: str = ""

    @field_validator("cameras", "sites", "track_ids")
    @classmethod
    def _strip_marks(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(strip_citation_marks(name) for name in names)

    @field_validator("not_understood")
    @classmethod
    def _shorten_words(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        printable = (" ".join(strip_citation_marks(entry).split())[:MAX_WORDS_CHARACTERS] for entry in words)
        return tuple(dict.fromkeys(entry for entry in printable if entry))[:MAX_NOT_UNDERSTOOD]

    @field_validator("text", "translated_text")
    @classmethod
    def _truncate_text(cls, value: str) -> str:
        return value.strip()[:MAX_TEXT_CHARACTERS]

    @property
    def has_conditions(self) -> bool:
        """Whether fields narrow the search beyond where and when."""
        return bool(
            self.types
            or self.without_types
            or self.relative
            or self.lasting
            or self.locations
            or self.genders
            or self.age_groups
            or self.track_ids
            or self.visitor
            or self.about_earlier
            or self.company
        )

    @property
    def has_filters(self) -> bool:
        """Whether fields narrow the search within its videos."""
        return bool(self.has_conditions or self.seconds or self.occurred_at)

    @property
    def dimension(self) -> Dimension | None:
        """What the answer compares group by group; None where it does not."""
        if self.want is AnswerKind.MOST and self.group_by is GroupBy.LOCATION:
            return None
        compares = self.want in (AnswerKind.MOST, AnswerKind.COUNT_EVENTS, AnswerKind.COUNT_PEOPLE)
        return Dimension(self.group_by.value) if compares and self.group_by.value in Dimension.__members__ else None

    @property
    def filters_rows(self) -> bool:
        """Whether it has conditions that no filter of the database holds, so that rows are read to judge them."""
        return bool(self.without_types or self.lasting or self.together or self.company)

    @property
    def counts_people(self) -> bool:
        """Whether the answer is a number of people, or compares such numbers."""
        return self.want in (AnswerKind.COUNT_PEOPLE, AnswerKind.MOST) or bool(_COUNTS_PERSONS.search(self.sql))

    @property
    def compares_people(self) -> bool:
        """Whether the answer needs to know that two events are, or are not, of the same person."""
        same = self.relative is not None and self.relative.same_person
        return bool(self.without_types or self.together or self.about_earlier or same)

    @property
    def defines_yes(self) -> bool:
        """Whether "yes" or "no" may be said: it is such a question, fields hold every word, and yes has a meaning.

        Words that are looked for in descriptions define nothing: near ones are found too, and what nobody wrote is not.
        """
        is_defined = self.yes_means is not None and not self.not_understood and not self.text
        return self.want is AnswerKind.EXISTS and is_defined

    def add_not_understood(self, words: Iterable[str]) -> Self:
        """The plan with more words of the question that nothing accounts for."""
        told = list(self.not_understood)
        for word in words:
            if not any(word.casefold() in entry.casefold() for entry in told):
                told.append(word)
        return self.model_copy(update={"not_understood": tuple(told)})

    def to_stored(self) -> dict[str, Any]:
        """The plan as it is stored with the answer and sent to the planner for follow-ups, without empty fields."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)


Plan = TypeVar("Plan", bound=SearchPlan)


def parse_plan(tool_input: Mapping[str, Any] | None, zone: ZoneInfo, *, zoned: bool = True) -> SearchPlan:
    """The plan in a model's tool input. Raises ModelFailed for one that cannot be used.

    Times of day without an offset are read in `zone`; zoned=False: they are left to each camera's zone.
    """
    return parse_plan_as(SearchPlan, tool_input, zone, zoned=zoned)


def parse_plan_as(
    kind: type[Plan], tool_input: Mapping[str, Any] | None, zone: ZoneInfo, *, zoned: bool = True
) -> Plan:
    """The same for a kind of plan with more fields.

    A value outside the vocabulary is refused, not dropped: without it the search would be wider than the question.
    """
    if tool_input is None:
        raise ModelFailed(problem="the planner did not call its tool")
    try:
        plan = kind.model_validate(normalize_json(tool_input))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the plan"
        raise ModelFailed(problem=f"{place}: {first['msg']}") from None
    if plan.occurred_at is None:
        return plan
    try:
        return plan.model_copy(update={"occurred_at": place_window(plan.occurred_at, zone, zoned=zoned)})
    except OverflowError:
        raise ModelFailed(problem="occurredAt: outside of the calendar") from None
