"""Query: the clips."""

from typing import Annotated

import strawberry

from models.enums import Role
from resolvers.core import paging
from resolvers.media import clips
from schema.graphql.connection import AfterArgument, BeforeArgument, Connection, FirstArgument, LastArgument
from schema.graphql.selection import Info, query_field, select_columns
from schema.types.media.clip import Clip


@strawberry.type(description="The part of Query about clips.")
class ClipQuery:
    @query_field(role=Role.VIEWER, repeatable=True, description="Clips that were exported, newest first.")
    async def clips(
        self,
        info: Info,
        first: FirstArgument = None,
        after: AfterArgument = None,
        last: LastArgument = None,
        before: BeforeArgument = None,
        video_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only those of this video; an unknown one has none.")
        ] = None,
    ) -> Connection[Clip]:
        window = paging.build_window(first, after, last, before, clips.ORDER)
        columns = select_columns(info, Clip, "edges", "node")
        part, count = await clips.load_page(info.context, video_id, window, columns)
        return Connection.from_slice(part, clips.ORDER, Clip.from_row, count)
