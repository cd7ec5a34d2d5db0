"""A question as a checked query: how what a planner filled in becomes a Plan."""

from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic.alias_generators import to_camel

from models.enums import AgeGroup, EventType, FrameLocation, Gender
from models.errors import ModelFailed
from models.text.text import normalize_json, strip_citation_marks

MAX_TEXT_CHARACTERS = 500


class AnswerKind(StrEnum):
    """What would answer a question."""

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


class QuestionLanguage(StrEnum):
    """The language of a question."""

    KO = "ko"
    EN = "en"
    OTHER = "other"


class GroupBy(StrEnum):
    PERSON = "PERSON"
    LOCATION = "LOCATION"
    MOMENT = "MOMENT"


class _PlanModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, value: object) -> object:
        """Models write null, "" or {} for what does not apply."""
        if isinstance(value, Mapping):
            return {name: held for name, held in value.items() if held not in (None, "", {})}
        return value


class SecondsSpan(_PlanModel):
    """Seconds, both ends included; an absent end is open. Ends in the wrong order are put right."""

    start: float | None = Field(None, alias="from")
    end: float | None = Field(None, alias="to")

    @model_validator(mode="after")
    def _sort_ends(self) -> "SecondsSpan":
        start = None if self.start is None else max(0.0, self.start)
        end = None if self.end is None else max(0.0, self.end)
        if start is not None and end is not None and start > end:
            start, end = end, start
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)
        return self


class TimeWindow(_PlanModel):
    """Times of day, both ends included; an absent end is open. Without an offset: where each camera hangs."""

    start: datetime | None = Field(None, alias="from")
    end: datetime | None = Field(None, alias="to")

    @property
    def is_local(self) -> bool:
        """Whether the times are those of the clock beside each camera, rather than moments."""
        return all(end is None or end.tzinfo is None for end in (self.start, self.end))

    def sort_ends(self) -> "TimeWindow":
        """The same window of local times, its ends in order."""
        start, end = self.start, self.end
        turned = start is not None and end is not None and start > end
        return TimeWindow(start=end, end=start) if turned else self

    def to_zone(self, zone: ZoneInfo) -> "TimeWindow":
        """The same window with an offset on both ends: a time without one is meant where the camera hangs.

        An hour that comes twice when clocks go back is in the window both times.
        """

        def placed(moment: datetime | None, fold: int) -> datetime | None:
            if moment is None or moment.tzinfo is not None:
                return moment if moment is None else moment.astimezone(zone)
            there = moment.replace(tzinfo=zone, fold=fold)
            # A time that clocks skip is what it would have been without the change, at either end.
            skipped = there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment
            return (moment.replace(tzinfo=zone) if skipped else there).astimezone(UTC).astimezone(zone)

        start, end = placed(self.start, 0), placed(self.end, 1)
        if start is not None and end is not None and start > end:
            start, end = end, start
        return TimeWindow.model_validate({"start": start, "end": end})


class TimeRelation(StrEnum):
    BEFORE = "BEFORE"
    AFTER = "AFTER"


class RelativeCondition(_PlanModel):
    """What is asked is before or after another event: "who came in after the old man fell?".

    types to age_groups say which event, nth which of several. track_ids: of whom; then the others are asked about
    ("who left before P2?"). earlier: what the answer before was about, instead; with types, such an event of its
    person.
    within: so many seconds at most. same_person: asked of the person of that event. at: where it was found.
    """

    when: TimeRelation
    types: tuple[EventType, ...] = ()
    locations: tuple[FrameLocation, ...] = ()
    genders: tuple[Gender, ...] = ()
    age_groups: tuple[AgeGroup, ...] = ()
    track_ids: tuple[str, ...] = ()
    nth: int = Field(1, ge=1, le=1000)
    earlier: bool = False
    within: float | None = Field(None, gt=0)
    same_person: bool = False
    at: SecondsSpan | None = None

    @property
    def excludes_pivot_person(self) -> bool:
        """Whether a person is what others are compared with, and so no answer."""
        return not self.same_person and bool(self.track_ids or (self.earlier and self.types))


class SearchPlan(_PlanModel):
    """What a question asks for. An empty field narrows nothing.

    sql         one SELECT over the views, which the guard checks; empty: only the fields are searched
    text        a condition that no other field can hold (clothes, a name); empty where the fields say everything
    cameras     as the context names them; only where the question is over everything
    either_time  seconds and occurred_at say the same times ("00:10"): which of both is meant, the footage decides
    visitor     the person by order of appearance (2: the second who came, -1: the last)
    nth         which one FIRST and LAST mean (2: the second first)
    together    one person must have done all of types, rather than any of them
    without_types  the person must have no event of these types
    relative    before or after another event
    lasting     how long a single event must have lasted, in seconds
    negated     a question that expects "no" (was nobody there?)
    about_earlier  it speaks of the person of the answer before
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
    visitor: int | None = None
    nth: int = Field(1, ge=1, le=1000)
    group_by: GroupBy = GroupBy.PERSON
    negated: bool = False
    about_earlier: bool = False
    text: str = ""
    sql: str = ""

    @field_validator("cameras", "track_ids")
    @classmethod
    def _strip_marks(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(strip_citation_marks(name) for name in names)

    @field_validator("text")
    @classmethod
    def _truncate_text(cls, value: str) -> str:
        return value.strip()[:MAX_TEXT_CHARACTERS]

    @property
    def has_conditions(self) -> bool:
        """Whether fields narrow what is looked for, beyond where and when."""
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
        )

    @property
    def has_filters(self) -> bool:
        """Whether fields narrow what is looked for at all, within its videos."""
        return bool(self.has_conditions or self.seconds or self.occurred_at)

    def to_stored(self) -> dict[str, Any]:
        """The plan as it is kept with the answer and shown to the planner for follow-ups: no empty fields."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)


def parse_plan(tool_input: Mapping[str, Any] | None, zone: ZoneInfo, *, zoned: bool = True) -> SearchPlan:
    """The plan that a model's tool input holds. Raises ModelFailed for one that cannot be used.

    Times of day without an offset are those of `zone`; zoned=False: they stay those of each camera.

    A value outside the vocabulary is refused, not dropped: without it the search would be wider than the question.
    """
    if tool_input is None:
        raise ModelFailed(problem="the planner did not call its tool")
    try:
        plan = SearchPlan.model_validate(normalize_json(tool_input))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the plan"
        raise ModelFailed(problem=f"{place}: {first['msg']}") from None
    if plan.occurred_at is None:
        return plan
    try:
        placed = plan.occurred_at.to_zone(zone)
        if zoned or not plan.occurred_at.is_local:
            return plan.model_copy(update={"occurred_at": placed})
        # The same in whichever zone: one day more or less is still in the calendar.
        in_calendar = [end is None or MINYEAR < end.year < MAXYEAR for end in (placed.start, placed.end)]
        if not all(in_calendar):
            raise OverflowError
        return plan.model_copy(update={"occurred_at": plan.occurred_at.sort_ends()})
    except OverflowError:
        raise ModelFailed(problem="occurredAt: outside of the calendar") from None
