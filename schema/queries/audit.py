"""Query: the audit log."""

from typing import Annotated

import strawberry

from models.enums import Role
from resolvers import audit
from resolvers.core import paging
from schema.graphql.connection import AfterArgument, BeforeArgument, Connection, FirstArgument, LastArgument
from schema.graphql.selection import Info, query_field, select_columns
from schema.types.audit import AuditEntry, AuditFilter


@strawberry.type(description="The part of Query about the audit log.")
class AuditQueries:
    @query_field(role=Role.ADMIN, repeatable=True, description="Who did what, newest first. For administrators.")
    async def audit_log(
        self,
        info: Info,
        first: FirstArgument = None,
        after: AfterArgument = None,
        last: LastArgument = None,
        before: BeforeArgument = None,
        filter: Annotated[AuditFilter | None, strawberry.argument(description="Only those that fit.")] = None,  # noqa: A002
    ) -> Connection[AuditEntry]:
        window = paging.build_window(first, after, last, before, audit.ORDER)
        columns = select_columns(info, AuditEntry, "edges", "node")
        part, count = await audit.load_page(
            info.context, None if filter is None else filter.to_filter(), window, columns
        )
        return Connection.from_slice(part, audit.ORDER, AuditEntry.from_row, count)
