"""Coverage: what footage an answer could have seen, and how a model looked at a video while it was analysed."""

from datetime import datetime
from typing import Any, Self

import strawberry

from models.asking import answers
from models.enums import EventType, Examination
from models.footage.gaps import MAX_GAPS
from models.footage.looks import Unlooked
from schema.graphql.enum_values import describe_values
from schema.types.gap import Gap
from schema.types.statistics import EventTypeCount

strawberry.enum(Unlooked, description="Why nothing has looked at a moment. startAnalysis looks at them again.")
describe_values(Unlooked)


@strawberry.type(description="How well footage was examined for one type of event.")
class TypeCoverage:
    type: EventType = strawberry.field(description="The type.")
    examination: Examination = strawberry.field(description="How well.")


@strawberry.type(description='What footage an answer could have seen: an honest "nothing found" says where it looked.')
class Coverage:
    videos_considered: int = strawberry.field(description="Videos in the scope of the question.")
    videos_analyzed: int = strawberry.field(description="Those of them that are READY.")
    seconds_analyzed: float = strawberry.field(description="Length of those, in seconds.")
    events_considered: int = strawberry.field(description="Events of them in the window of the question.")
    from_: datetime | None = strawberry.field(name="from", description="Start of the earliest; null if not known.")
    to: datetime | None = strawberry.field(description="End of the latest; null if not known.")
    gaps: list[Gap] = strawberry.field(
        description=f"What of it cannot be seen: the first {MAX_GAPS} by time of day, of the first {MAX_GAPS} videos "
        "that lack anything, and when the cameras in scope recorded nothing, where a time of at most 31 days was asked "
        "about. Seconds are told where one video was asked about."
    )
    not_examined: list[EventType] = strawberry.field(
        description="Types of events that nothing looked for in it. Their absence says nothing."
    )
    partly_examined: list[EventType] = strawberry.field(
        description="Types that a model looked for in a part of it only. That it found none says nothing of the rest."
    )
    types: list[TypeCoverage] = strawberry.field(description="How well it was examined for each type of event.")
    moments: int = strawberry.field(description="Moments of it at which something happened that is worth a look.")
    moments_looked: int = strawberry.field(description="Those of them at which a model looked.")
    gap_count: int = strawberry.field(description="How many of them there are in all; more than gaps has, if many.")
    false_alarms: list[EventTypeCount] = strawberry.field(
        description="Events of it that people found to be false alarms, by type. Answers leave them out."
    )

    @classmethod
    def from_stored(cls, stored: dict[str, Any] | None) -> Self:
        return cls.from_coverage(answers.Coverage.model_validate(stored or {}))

    @classmethod
    def from_coverage(cls, seen: answers.Coverage) -> Self:
        return cls(
            videos_considered=seen.videos_considered,
            videos_analyzed=seen.videos_analyzed,
            seconds_analyzed=seen.seconds_analyzed,
            events_considered=seen.events_considered,
            from_=seen.period_from,
            to=seen.period_to,
            gaps=[Gap.from_gap(gap) for gap in seen.gaps],
            not_examined=list(seen.not_examined),
            partly_examined=list(seen.partly_examined),
            types=[TypeCoverage(type=kind, examination=seen.examine(kind)) for kind in EventType],
            moments=seen.moments,
            moments_looked=seen.moments_looked,
            gap_count=max(seen.gap_count, len(seen.gaps)),
            false_alarms=[EventTypeCount(type=kind, count=count) for kind, count in seen.false_alarms.items()],
        )


@strawberry.type(description="Moments at which nothing has looked, for one reason.")
class UnlookedMoments:
    reason: Unlooked = strawberry.field(description="Why.")
    moments: int = strawberry.field(description="How many.")


@strawberry.type(description="How a model looked at the moments of a video at which something happens.")
class Looking:
    moments: int = strawberry.field(description="Moments that are worth a look.")
    looked: int = strawberry.field(description="Those of them at which a model looked.")
    unlooked: list[UnlookedMoments] = strawberry.field(description="The others, by reason.")
    events: int = strawberry.field(description="Events that it told, also those that the detector had found.")
    dropped: int = strawberry.field(description="Events that it told and that were dropped: they fit no track.")
    models: list[str] = strawberry.field(description="What looked.")
    estimated_cost_usd: float = strawberry.field(description="What that cost, by list prices.")

    @classmethod
    def from_stored(cls, stored: dict[str, Any] | None) -> Self | None:
        if stored is None:
            return None
        left_out = stored.get("unlooked", {})
        return cls(
            moments=stored.get("moments", 0),
            looked=stored.get("looked", 0),
            unlooked=[UnlookedMoments(reason=why, moments=left_out[why]) for why in Unlooked if why in left_out],
            events=stored.get("events", 0),
            dropped=stored.get("dropped", 0),
            models=stored.get("models", []),
            estimated_cost_usd=stored.get("usd", 0.0),
        )
