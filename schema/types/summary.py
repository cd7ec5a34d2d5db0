"""Summary: what a video shows, in words."""

from datetime import datetime
from typing import Self

import strawberry

from models.asking.answers import StoredSummary
from models.enums import AgeGroup, Gender, Language, SummaryKind, SummaryStatus
from models.rows.video import VideoRow
from schema.types.citation import Citation
from schema.types.usage import Usage


@strawberry.type(description="One person of a video and what they did.")
class VisitorSummary:
    track_id: str = strawberry.field(description="The person's track within the video.")
    first_seen_seconds: float = strawberry.field(description="Seconds from the video's first frame.")
    last_seen_seconds: float = strawberry.field(description="Seconds from the video's first frame.")
    gender: Gender = strawberry.field(description="UNKNOWN where no source tells.")
    age_group: AgeGroup = strawberry.field(description="UNKNOWN where no source tells.")
    text: str = strawberry.field(description="What they did.")


@strawberry.type(description="What a video shows, in words.")
class Summary:
    kind: SummaryKind = strawberry.field(description="What it was written from.")
    status: SummaryStatus = strawberry.field(description="Where it stands. While GENERATING, the old text stays.")
    text: str | None = strawberry.field(description="The whole text; null until it was written.")
    headline: str | None = strawberry.field(description="One line; null until it was written.")
    visitors: list[VisitorSummary] = strawberry.field(description="One entry a person, by first appearance.")
    citations: list[Citation] = strawberry.field(description="Key moments, numbered as in the text.")
    language: Language = strawberry.field(description="Language of the text.")
    model: str | None = strawberry.field(description="Model that wrote it; null until it was written.")
    generated_at: datetime | None = strawberry.field(description="When it was written; null until then.")
    usage: Usage = strawberry.field(description="What writing it took.")

    @classmethod
    def from_row(cls, row: VideoRow) -> Self | None:
        """From a video's row with id, summary and summary_status; None where no summary was requested."""
        status = SummaryStatus(row["summary_status"])
        if status is SummaryStatus.NONE:
            return None
        stored = StoredSummary.model_validate(row["summary"]) if row["summary"] else None
        if stored is None:
            return cls(
                kind=SummaryKind.EVENTS,
                status=status,
                text=None,
                headline=None,
                visitors=[],
                citations=[],
                language=Language.EN,
                model=None,
                generated_at=None,
                usage=Usage.from_stored(None),
            )
        return cls(
            kind=stored.kind,
            status=status,
            text=stored.text,
            headline=stored.headline,
            visitors=[
                VisitorSummary(
                    track_id=visitor.track_id,
                    first_seen_seconds=visitor.first_seen_seconds,
                    last_seen_seconds=visitor.last_seen_seconds,
                    gender=visitor.gender,
                    age_group=visitor.age_group,
                    text=visitor.text,
                )
                for visitor in stored.visitors
            ],
            citations=[Citation.from_stored(citation) for citation in stored.citations],
            language=stored.language,
            model=stored.model,
            generated_at=stored.generated_at,
            usage=Usage.from_stored(stored.usage),
        )
