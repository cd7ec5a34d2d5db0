"""The audit log: written and read."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from models.access.audit import AuditFilter, AuditTarget
from models.enums import Role
from models.paging import PageWindow, Slice
from models.rows.audit import AuditRow
from resolvers.core import access
from resolvers.core.context import Context
from resolvers.core.ids import Kind

ORDER = "AUDIT"


async def record_action(
    context: Context,
    connection: AsyncConnection,
    action: str,
    kind: Kind,
    key: UUID,
    details: Mapping[str, object] | None = None,
) -> None:
    """Note, in the transaction of the act, that the caller did `action` (the mutation's name) to this thing.

    details: JSON of ids and numbers. No names, questions or other texts of people, because entries are never deleted.
    """
    target = AuditTarget(kind.name, key)
    await context.data.audit.write(connection, context.caller, action, target, details or {}, context.request_id)


async def load_page(
    context: Context, wanted: AuditFilter | None, window: PageWindow, columns: frozenset[str]
) -> tuple[Slice[AuditRow], Callable[[], Awaitable[int]]]:
    """A window over the entries that match, newest first, and a function that counts them all."""
    principal = context.caller
    page = await context.data.audit.list_page(principal, wanted, window, columns)
    return page, lambda: context.data.audit.count(principal, wanted)


async def load_by_key(context: Context, key: UUID, columns: frozenset[str]) -> AuditRow | None:
    """An entry by its key, batched within the operation; None also for callers who may not read the audit log."""
    if not access.has_role(context.caller, Role.ADMIN):
        return None
    loader = context.loader(
        ("audit entry", columns), lambda keys: context.data.audit.get_by_ids(context.caller, keys, columns)
    )
    row: AuditRow | None = await loader.load(key)
    return row
