"""Numbers: groups of events, a video's timeline, and what storage holds."""

from typing import Self

import strawberry

from datasources.postgres.search import statistics
from domain.keeping.prices import estimate_monthly_cost_usd
from models.enums import EventType, Examination, StorageTier
from schema.graphql.scalars import BigInt


@strawberry.type(description="How many events of a type there are.")
class EventTypeCount:
    type: EventType = strawberry.field(description="The type.")
    count: int = strawberry.field(description="How many; types without any are left out.")


def to_type_counts(counts: dict[EventType, int]) -> list[EventTypeCount]:
    return [EventTypeCount(type=type_, count=count) for type_, count in counts.items()]


@strawberry.type(description="A group of events.")
class EventStatistic:
    key: str = strawberry.field(
        description="What they share: a type, a video's id, a camera's name, a site, an hour 00 to 23, a day "
        "YYYY-MM-DD, a gender, an age group or a location; UNKNOWN where it is not known."
    )
    count: int = strawberry.field(description="How many events.")
    people: int = strawberry.field(description="How many different people (tracks) they show.")
    examination: Examination | None = strawberry.field(
        description="How well the footage was examined for the group's types; null for a group of all types. Where it "
        "is selected and types are grouped, types that were not examined, or in part, come first: a count of 0 is then "
        "no absence."
    )

    @classmethod
    def from_group(cls, group: statistics.EventGroup, examination: Examination | None = None) -> Self:
        return cls(key=group.key or "UNKNOWN", count=group.count, people=group.people, examination=examination)


@strawberry.type(description="A stretch of a video.")
class TimelineBucket:
    start_seconds: float = strawberry.field(description="Its start, in seconds from the first frame.")
    end_seconds: float = strawberry.field(description="Its end, which it does not include; at most the video's end.")
    counts: list[EventTypeCount] = strawberry.field(description="Events that begin in it, most first.")
    people: int = strawberry.field(description="Different people (tracks) seen in it, also those who came before.")

    @classmethod
    def from_bucket(cls, bucket: statistics.BucketCounts, seconds: float, duration: float) -> Self:
        return cls(
            start_seconds=bucket.number * seconds,
            end_seconds=min((bucket.number + 1) * seconds, duration),
            counts=to_type_counts(bucket.counts),
            people=bucket.people,
        )


@strawberry.type(description="What a storage tier holds.")
class TierStatistic:
    tier: StorageTier = strawberry.field(description="The tier.")
    videos: int = strawberry.field(description="Videos whose original is in it.")
    size_bytes: BigInt = strawberry.field(description="Their size together, in bytes.")
    events: int = strawberry.field(description="Their events together.")
    estimated_monthly_cost_usd: float = strawberry.field(
        description="Estimated price of keeping them a month in US dollars: storage alone, at list price."
    )

    @classmethod
    def from_tier_use(cls, use: statistics.TierUse) -> Self:
        return cls(
            tier=use.tier,
            videos=use.videos,
            size_bytes=BigInt(use.size_bytes),
            events=use.events,
            estimated_monthly_cost_usd=estimate_monthly_cost_usd(use.tier, use.size_bytes),
        )
