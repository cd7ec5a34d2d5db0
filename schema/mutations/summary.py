"""Ordering summaries."""

from typing import Annotated

import strawberry

from models.enums import Language, Role, SummaryKind
from resolvers import summary as summaries
from resolvers.summary import SummaryOrder
from schema.graphql.selection import Info, select_columns
from schema.mutations.mutation import MutationPayload, mutation
from schema.types.summary import Summary
from schema.types.video import Video


@strawberry.type(description="A video's summary.")
class SummaryPayload(MutationPayload):
    video: Video | None = strawberry.field(default=None, description="The video; null on an error.")
    summary: Summary | None = strawberry.field(default=None, description="Its summary as it stands; null on an error.")


@strawberry.type
class SummaryMutations:
    @mutation(role=Role.OPERATOR, description="Have a video's summary written; follow it by summaryProgress.")
    async def generate_summary(
        self,
        info: Info,
        video_id: Annotated[strawberry.ID, strawberry.argument(description="The video.")],
        kind: Annotated[SummaryKind | None, strawberry.argument(description="What from.")] = SummaryKind.EVENTS,
        regenerate: Annotated[
            bool | None, strawberry.argument(description="True: write it anew; the old one stays until then.")
        ] = False,
        language: Annotated[
            Language | None,
            strawberry.argument(
                description="The language to write in; one in another language is written anew. Null: that of the "
                "request, or of the summary that there is."
            ),
        ] = None,
    ) -> SummaryPayload:
        columns = select_columns(info, Video, "video") | {"summary", "summary_status"}
        order = SummaryOrder(kind or SummaryKind.EVENTS, language, regenerate=bool(regenerate))
        row = await summaries.generate_summary(info.context, video_id, order, columns)
        return SummaryPayload(video=Video.from_row(row), summary=Summary.from_row(row))
