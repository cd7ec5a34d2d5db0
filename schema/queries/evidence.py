"""Reads about evidence. Packages themselves are nodes."""

import strawberry

from models.enums import Role
from resolvers.evidence import disclosure as disclosures
from schema.graphql.connection import Connection
from schema.graphql.page_arguments import PageArguments, takes_page
from schema.graphql.selection import Info, query_field, select_columns
from schema.types.evidence.disclosure import Disclosure


@strawberry.type
class EvidenceQueries:
    @query_field(
        role=Role.OPERATOR,
        repeatable=True,
        description="To whom evidence was given, newest first. discloseEvidence adds to it.",
    )
    @takes_page
    async def disclosures(self, info: Info, page: PageArguments) -> Connection[Disclosure]:
        columns = select_columns(info, Disclosure, "edges", "node")
        part, count = await disclosures.load_page(info.context, page.to_window(disclosures.ORDER), columns)
        return Connection.from_slice(part, disclosures.ORDER, Disclosure.from_row, count)
