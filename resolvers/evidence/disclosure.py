"""The log of disclosures: written and read. It is apart from the audit log, which machines write."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.language.validation import validate_line, validate_required_line
from models.errors import InvalidInput
from models.mistakes import MistakeCollector
from models.paging import PageWindow, Slice
from models.rows.evidence import DisclosureRow
from resolvers import audit
from resolvers.core import ids
from resolvers.core.context import Context
from resolvers.evidence.package import require_complete

ORDER = "DISCLOSURES"
_LONGEST = 1000
# Clocks differ a little.
_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class DisclosureRequest:
    """To whom a package was given, for what, and on whose request, as the caller wrote it."""

    package_id: str
    to: str
    purpose: str
    requested_at: datetime | None
    legal_basis: str | None
    masked: str | None


async def disclose(context: Context, request: DisclosureRequest) -> DisclosureRow:
    """Note a disclosure. Raises UserMistake: NotFound, WrongState where the package is not complete, InvalidInput."""
    with MistakeCollector() as mistakes:
        recipient = mistakes.check(validate_required_line, request.to, ("input", "to"), _LONGEST)
        purpose = mistakes.check(validate_required_line, request.purpose, ("input", "purpose"), _LONGEST)
        basis = mistakes.check(validate_line, request.legal_basis, ("input", "legalBasis"), _LONGEST)
        masked = mistakes.check(validate_line, request.masked, ("input", "masked"), _LONGEST)
        if request.requested_at is not None and request.requested_at > context.clock() + _TOLERANCE:
            mistakes.add(InvalidInput("DISCLOSURE_IN_FUTURE", field=("input", "requestedAt")))
        package = await require_complete(context, request.package_id, "input", "packageId")
    data, kind = context.data, ids.Kind.EVIDENCE_PACKAGE
    async with data.postgres.transaction(context.caller) as connection:
        row = await data.evidence.disclosures.add_in(
            connection,
            context.caller,
            package["id"],
            recipient=recipient,
            purpose=purpose,
            requested_at=request.requested_at,
            legal_basis=basis,
            masked=masked,
        )
        details = {"disclosure": str(row["id"])}
        await audit.record_action(context, connection, "discloseEvidence", kind, package["id"], details)
    return row


async def load_page(
    context: Context, window: PageWindow, columns: frozenset[str]
) -> tuple[Slice[DisclosureRow], Callable[[], Awaitable[int]]]:
    """A window over the log, newest first, and a function that counts all of it."""
    page = await context.data.evidence.disclosures.list_page(context.caller, window, columns)
    return page, lambda: context.data.evidence.disclosures.count(context.caller)
