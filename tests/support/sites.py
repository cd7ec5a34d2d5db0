"""An organization with things at two sites, of every kind that has an id."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from secrets import token_bytes
from uuid import UUID

from sqlalchemy import select

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.audit import Audit
from datasources.postgres.tables.events import Events
from models.access.audit import AuditTarget
from models.access.principal import Principal
from models.asking.vectors import EmbeddingSpace
from models.tables import (
    AuditEntry,
    Camera,
    Disclosure,
    EvidencePackage,
    EvidenceShare,
    PromptHistory,
    PromptSession,
)
from resolvers.core.ids import Kind, encode
from tests.support.rows import add_clip, add_video, event_row

OWN, FOREIGN = "seoul", "busan"
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2099, 1, 1, tzinfo=UTC)


def at_sites(principal: Principal, *sites: str) -> Principal:
    """The principal, limited to these sites as its token says."""
    return replace(principal, sites=frozenset(sites), token_sites=frozenset(sites))


@dataclass(frozen=True)
class SiteThings:
    """A video with its event, and a session about it with an answered question: keys by kind."""

    keys: dict[Kind, UUID]

    def __getitem__(self, kind: Kind) -> str:
        return encode(kind, self.keys[kind])


async def add_things(
    postgres: Postgres,
    principal: Principal,
    site: str | None,
    word: str = "theft",
    space: EmbeddingSpace | None = None,
) -> SiteThings:
    """Add things at a site, with an entry of the audit log about the video; `word` is in all their texts.

    space: the event has a vector of it.
    """
    everywhere = replace(principal, sites=None)
    video = await add_video(
        postgres,
        everywhere,
        name=f"{word} video",
        site=site,
        camera=f"{word} camera",
        status="READY",
        duration_seconds=60.0,
        recorded_at=AT,
        tier="HOT",
    )
    events = Events(postgres)
    [event] = await events.store(
        everywhere, video, [event_row(1.0, type="THEFT", description=f"A {word} happens.", keywords=[word])]
    )
    if space is not None:
        vector = [1.0, *[0.0] * (space.dimensions - 1)]
        await events.store_embeddings(everywhere, video, space.model_id, {event: vector})
    clip = await add_clip(postgres, everywhere, video)
    session, history = PromptSession.__table__, PromptHistory.__table__
    async with postgres.transaction(everywhere) as connection:
        mine = {"organization": principal.organization}
        opened = session.insert().values(
            **mine, user_id=principal.user_id, video_id=video, number=1, title=f"About {word}", main_event_id=event
        )
        session_id = (await connection.execute(opened.returning(session.c.id))).scalar_one()
        asked = history.insert().values(
            **mine,
            session_id=session_id,
            sequence_number=1,
            prompt=f"Was there a {word}?",
            response=f"Yes, a {word}.",
            language="EN",
            status="COMPLETED",
        )
        history_id = (await connection.execute(asked.returning(history.c.id))).scalar_one()
        target = AuditTarget("VIDEO", video)
        await Audit(postgres).write(connection, everywhere, "updateVideo", target, {}, "a request")
        entry = AuditEntry.__table__
        noted = select(entry.c.id).where(entry.c.target_id == video)
        entry_id = (await connection.execute(noted)).scalar_one()
        camera = Camera.__table__
        hung = camera.insert().values(**mine, name=f"{word} camera at {site}", site=site)
        camera_id = (await connection.execute(hung.returning(camera.c.id))).scalar_one()
        package = EvidencePackage.__table__
        made = package.insert().values(
            **mine,
            user_id=principal.user_id,
            sites=None if site is None else [site],
            video_ids=[video],
            ordered={"language": "EN"},
            object_key=f"{principal.organization}/evidence/{word}.zip",
            size_bytes=1000,
            checksum_sha256="0" * 64,
            key_id="0" * 16,
            completed_at=AT,
        )
        package_id = (await connection.execute(made.returning(package.c.id))).scalar_one()
        of_package = {**mine, "package_id": package_id, "user_id": principal.user_id}
        told = Disclosure.__table__.insert().values(**of_package, recipient=f"{word} police", purpose=f"a {word}")
        disclosure_id = (await connection.execute(told.returning(Disclosure.__table__.c.id))).scalar_one()
        linked = EvidenceShare.__table__.insert().values(**of_package, token_hash=token_bytes(32), expires_at=LATER)
        share_id = (await connection.execute(linked.returning(EvidenceShare.__table__.c.id))).scalar_one()
    return SiteThings(
        {
            Kind.EVIDENCE_PACKAGE: package_id,
            Kind.DISCLOSURE: disclosure_id,
            Kind.SHARE: share_id,
            Kind.CAMERA: camera_id,
            Kind.CLIP: clip,
            Kind.VIDEO: video,
            Kind.EVENT: event,
            Kind.PROMPT_SESSION: session_id,
            Kind.PROMPT_HISTORY: history_id,
            Kind.AUDIT_ENTRY: entry_id,
        }
    )
