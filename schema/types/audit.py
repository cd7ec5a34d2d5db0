"""The audit log as administrators read it."""

from datetime import datetime
from typing import Self

import strawberry
from strawberry.scalars import JSON

from models.access import audit
from models.errors import InvalidInput
from models.rows.audit import AuditRow
from resolvers.core import ids
from resolvers.core.ids import Kind
from schema.graphql.connection import Node, id_column
from schema.graphql.selection import column, computed_field
from schema.inputs.filters import MAX_VALUES, DateTimeRange, validate_names


@strawberry.type(description="Something that somebody did. Entries are never changed or deleted by the application.")
class AuditEntry(Node):
    row: strawberry.Private[AuditRow]

    id: strawberry.ID = id_column(Kind.AUDIT_ENTRY)
    at: datetime = column(description="When it was done.")
    user_id: str = column(
        description="Who did it: the subject of the token; token:NAME for a service token, command:NAME for a command "
        "of the server's operators."
    )
    action: str = column(
        description="What was done: the name of the mutation, such as updateVideo, or of the command; or what was "
        "noticed, such as originalReplaced."
    )
    details: JSON = column(description="More about it, as an object of ids and numbers. Nobody's words are kept here.")
    request_id: str = column(description="The request that did it, as in x-request-id and in the server's log.")

    @classmethod
    def from_row(cls, row: AuditRow) -> Self:
        return cls(row=row)

    @computed_field(
        "target_kind",
        "target_id",
        description="Id of the thing it was done to, which may be gone by now; null where it was done to none.",
    )
    def target(self) -> strawberry.ID | None:
        kind, key = self.row["target_kind"], self.row["target_id"]
        return None if kind is None or key is None else strawberry.ID(ids.encode(Kind[kind], key))


@strawberry.input(description="Narrows the audit log. Fields are joined by AND; values of one field by OR.")
class AuditFilter:
    user_ids: list[str] | None = strawberry.field(default=None, description="Subjects of tokens.")
    actions: list[str] | None = strawberry.field(default=None, description="Names of mutations.")
    targets: list[strawberry.ID] | None = strawberry.field(default=None, description="Ids of things.")
    at: DateTimeRange | None = strawberry.field(default=None, description="When it was done.")

    def to_filter(self) -> audit.AuditFilter:
        return audit.AuditFilter(
            user_ids=validate_names(self.user_ids, "userIds"),
            actions=validate_names(self.actions, "actions"),
            targets=None if self.targets is None else _decode_targets(self.targets),
            at=None if self.at is None else self.at.to_range("at"),
        )


def _decode_targets(target_ids: list[strawberry.ID]) -> list[audit.AuditTarget]:
    """Ids that are none of ours are left out: they fit nothing, as a missing thing's id does."""
    if len(target_ids) > MAX_VALUES:
        raise InvalidInput("TOO_MANY_VALUES", field=("filter", "targets"), most=MAX_VALUES)
    known = [ids.decode_any(text) for text in target_ids]
    return [audit.AuditTarget(parts[0].name, parts[1]) for parts in known if parts is not None]
