"""Evidence packages: ordered, read, and their URLs."""

from collections.abc import Sequence
from uuid import UUID

from domain.evidence.jobs import build_evidence_job
from domain.evidence.upload import is_intact
from models.enums import EvidenceStatus
from models.errors import NotFound, QuotaExceeded, WrongState
from models.footage.clips import ClipRange
from models.footage.originals import ObjectRef
from models.rows.evidence import EvidencePackageRow
from models.rows.prompt import QuestionRow
from models.rows.video import VideoRow
from resolvers import audit
from resolvers.core import budget, ids
from resolvers.core.context import Context
from resolvers.evidence.choosing import INPUT, Choice, EvidenceRequest, choose

_URL_SECONDS = 900
_ACTION = "exportEvidence"


async def load_by_key(context: Context, key: UUID, columns: frozenset[str]) -> EvidencePackageRow | None:
    """A package by its key, batched within the operation, with all its columns."""
    loader = context.loader("packages", lambda keys: context.data.evidence.packages.get_by_ids(context.caller, keys))
    row: EvidencePackageRow | None = await loader.load(key)
    return row


async def require_package(context: Context, id_: str, *field: str) -> EvidencePackageRow:
    """The package with this id. Raises NotFound for a malformed, foreign or missing id alike."""
    row = await load_by_key(context, ids.require(ids.Kind.EVIDENCE_PACKAGE, id_, *field), frozenset())
    if row is None:
        raise NotFound(field=field)
    return row


async def require_complete(context: Context, id_: str, *field: str) -> EvidencePackageRow:
    """The same. Raises WrongState where the package is not complete."""
    row = await require_package(context, id_, *field)
    if row["status"] != EvidenceStatus.DONE:
        raise WrongState("EVIDENCE_NOT_DONE", field=field, state=row["status"])
    return row


async def presign(context: Context, row: EvidencePackageRow) -> str | None:
    """A URL that downloads a complete package, noted in the audit log; None while there is none.

    Raises WrongState: EVIDENCE_REPLACED where another object, or none, is in its place.
    """
    if row["status"] != EvidenceStatus.DONE or row["object_key"] is None:
        return None
    stored = ObjectRef(row["object_key"], row["etag"], row["object_version"])
    if not await is_intact(context.data.objects, stored):
        raise WrongState("EVIDENCE_REPLACED")
    async with context.data.postgres.transaction(context.caller) as connection:
        await audit.record_action(context, connection, "evidenceUrl", ids.Kind.EVIDENCE_PACKAGE, row["id"])
    return await context.data.objects.presign_get(
        "highlights",
        row["object_key"],
        expires_in=min(_URL_SECONDS, context.limits.footage_url_seconds),
        attachment=f"evidence-{row['id']}.zip",
        version=row["object_version"],
    )


async def export_evidence(context: Context, request: EvidenceRequest) -> EvidencePackageRow:
    """Order a package. Raises UserMistake for whatever of the request cannot be; AllowanceExceeded, QuotaExceeded."""
    if not context.limits.evidence.can_sign:
        raise WrongState("EVIDENCE_KEY_MISSING")
    package_id = await _store(context, await choose(context, request))
    [row] = await context.data.evidence.packages.get_by_ids(context.caller, [package_id])
    if row is None:
        # A video moved to a site that the caller does not see.
        raise NotFound(field=INPUT)
    return row


async def _store(context: Context, choice: Choice) -> UUID:
    """Store the order with its job; the package's key."""
    order = choice.order
    data, limit = context.data, context.limits.evidence.open_packages
    spent = ClipRange(0.0, order.seconds, exact=order.redact)
    details = {
        "videos": [str(video) for video in order.video_ids],
        "seconds": round(order.seconds, 3),
        "events": len(order.event_ids),
        "redact": order.redact,
    }
    async with data.postgres.transaction(context.caller) as connection:
        used = await data.evidence.packages.count_open_in(connection, context.caller)
        if used >= limit:
            raise QuotaExceeded(quota="packages", limit=limit, used=used + 1, field=INPUT)
        await budget.spend_clip_seconds(context, connection, spent)
        sites = _list_sites(choice.videos, choice.question)
        package_id = await data.evidence.packages.insert_in(connection, context.caller, order, sites)
        job = await data.jobs.enqueue(connection, context.caller, build_evidence_job(package_id))
        await data.evidence.packages.set_job_in(connection, package_id, job.id)
        await audit.record_action(context, connection, _ACTION, ids.Kind.EVIDENCE_PACKAGE, package_id, details)
    data.outbox.nudge()
    return package_id


def _list_sites(shown: Sequence[VideoRow], question: QuestionRow | None) -> list[str] | None:
    """The sites that whoever sees the package may see: of its videos, and those that its answer tells of.

    None: every site.
    """
    told = [] if question is None else question["sites"]
    sites = [video["site"] for video in shown]
    if told is None or None in sites:
        return None
    return sorted({*told, *(site for site in sites if site is not None)})
