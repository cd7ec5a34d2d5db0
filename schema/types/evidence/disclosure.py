"""Disclosure: an entry of the log of who got evidence, for what, and on whose request."""

from datetime import datetime
from typing import Self

import strawberry

from models.rows.evidence import DisclosureRow
from resolvers.core.ids import Kind
from resolvers.evidence import package as packages
from schema.graphql.connection import id_column
from schema.graphql.selection import Info, column, computed_field, select_columns
from schema.types.evidence.package import EvidencePackage


@strawberry.type(description="That evidence was given to somebody. Entries are never changed or deleted.")
class Disclosure:
    row: strawberry.Private[DisclosureRow]

    id: strawberry.ID = id_column(Kind.DISCLOSURE)
    to: str = column("recipient", description="Who got it.")
    purpose: str = column(description="What for.")
    requested_at: datetime | None = column(description="When it was asked for; null where that was not told.")
    legal_basis: str | None = column(description="The law or the order that it rests on; null where not told.")
    masked: str | None = column(description="What was masked, in words; null where not told.")
    by: str = column("user_id", description="Who noted it: the subject of the token.")
    at: datetime = column(description="When it was noted.")

    @classmethod
    def from_row(cls, row: DisclosureRow) -> Self:
        return cls(row=row)

    @computed_field("package_id", repeatable=True, description="What was given.")
    async def package(self, info: Info) -> EvidencePackage | None:
        columns = select_columns(info, EvidencePackage)
        row = await packages.load_by_key(info.context, self.row["package_id"], columns)
        return None if row is None else EvidencePackage.from_row(row)
