"""Proposes which footage to keep elsewhere, and finds what rules of the bucket have moved.

It moves nothing: archiveVideos does.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from domain.keeping.hotness import HotnessWeights, VideoUse, choose_tier, score_hotness
from domain.keeping.moving import estimate_video
from domain.keeping.orphans import parse_key
from domain.keeping.restoring import find_moved
from models.access.principal import Principal
from models.enums import StorageTier
from models.errors import Unavailable
from models.footage.object_keys import escape_segment
from models.footage.originals import ObjectRef
from models.footage.stored_objects import Bucket, ObjectVersion
from models.keeping.holds import is_held
from models.keeping.tiers import find_move_obstacle
from models.rows.video import VideoRow

_log = logging.getLogger(__name__)
_DAY = 86400.0
_PAGE = 500
_COLDER = {StorageTier.HOT: 0, StorageTier.WARM: 1, StorageTier.COLD: 2}


class ClassLists(Protocol):
    def list_versions(self, bucket: Bucket, prefix: str, /) -> AsyncIterator[list[ObjectVersion]]: ...


class TieringRows(Protocol):
    async def list_page(self, principal: Principal, after: UUID | None, at_most: int, /) -> list[VideoRow]:
        """The next videos, by id, with TIER_COLUMNS."""
        ...

    async def count_uses(self, principal: Principal, ids: Sequence[UUID], /) -> Mapping[UUID, Mapping[str, int]]:
        """How often each video was cited, downloaded and reviewed in the last 90 days."""
        ...


class AdoptingRows(Protocol):
    async def list_originals(
        self, principal: Principal, ids: Sequence[UUID], /
    ) -> list[tuple[UUID, StorageTier, ObjectRef, bool]]: ...

    async def adopt(
        self, principal: Principal, video_id: UUID, tier: StorageTier, found: StorageTier, /
    ) -> StorageTier | None: ...

    async def note_proposal(self, principal: Principal, details: Mapping[str, Any], /) -> None: ...


class Organizations(Protocol):
    async def list_organizations(self) -> list[str]: ...


@dataclass(slots=True)
class Proposal:
    """What would pay to move, by tier: videos, bytes, and US dollars saved until they expire. adopted: found moved."""

    videos: Counter[StorageTier] = field(default_factory=Counter)
    size_bytes: Counter[StorageTier] = field(default_factory=Counter)
    saving_usd: dict[StorageTier, float] = field(default_factory=dict)
    # Cold enough, but a move would cost more than it saves before the footage expires.
    not_paying: int = 0
    looked_at: int = 0
    adopted: int = 0
    examples: dict[StorageTier, list[UUID]] = field(default_factory=dict)

    def to_details(self) -> dict[str, Any]:
        """For the audit log."""
        told = {
            tier.value: {
                "videos": self.videos[tier],
                "sizeBytes": self.size_bytes[tier],
                "savingUsd": round(self.saving_usd.get(tier, 0.0), 4),
            }
            for tier in self.videos
        }
        return {"lookedAt": self.looked_at, "notPaying": self.not_paying, "adopted": self.adopted, **told}


@dataclass(frozen=True, slots=True)
class TieringSchedule:
    """Proposes once a day. organizations: those that have videos."""

    organizations: Organizations
    rows: TieringRows
    tiers: AdoptingRows
    objects: ClassLists
    weights: HotnessWeights
    clock: Callable[[], datetime]

    async def run(self, every_seconds: float = _DAY) -> None:
        """Run rounds until cancelled, the first an hour after the start. Unavailable services do not end it."""
        await asyncio.sleep(min(every_seconds, 3600.0))
        while True:
            try:
                for organization in await self.organizations.list_organizations():
                    worker = Principal.worker(organization)
                    proposal = await self.propose(worker)
                    if proposal.videos:
                        await self.tiers.note_proposal(worker, proposal.to_details())
            except Unavailable as error:
                _log.warning("Tiers are proposed later: %s", error)
            await asyncio.sleep(every_seconds)

    async def propose(self, worker: Principal) -> Proposal:
        """Adopt what was moved, and then judge every video of an organization."""
        proposal = Proposal(adopted=await self.adopt_moved(worker))
        after: UUID | None = None
        while page := await self.rows.list_page(worker, after, _PAGE):
            uses = await self.rows.count_uses(worker, [row["id"] for row in page])
            for row in page:
                self._judge(row, uses.get(row["id"], {}), proposal)
            after = page[-1]["id"]
        return proposal

    async def adopt_moved(self, worker: Principal) -> int:
        """Take over originals that a rule of the bucket, or somebody, has put into another class; how many."""
        adopted = 0
        prefix = f"{escape_segment(worker.organization)}/"
        async for page in self.objects.list_versions("storage", prefix):
            classes = {one.key: one.storage_class for one in page if one.is_latest and not one.is_marker}
            found = await self.tiers.list_originals(worker, list_video_ids(classes))
            for video_id, tier, where in find_moved(found, classes):
                if await self.tiers.adopt(worker, video_id, tier, where) is not None:
                    adopted += 1
        return adopted

    def _judge(self, row: VideoRow, use: Mapping[str, int], proposal: Proposal) -> None:
        now = self.clock()
        proposal.looked_at += 1
        held = is_held(row, now)
        at = row["recorded_at"] or row["created_at"]
        score = score_hotness(VideoUse((now - at).total_seconds() / _DAY, **use, is_held=held), self.weights)
        tier, current = choose_tier(score, self.weights), StorageTier(row["tier"])
        if _COLDER[tier] <= _COLDER.get(current, 2) or find_move_obstacle(row, tier, held=held) is not None:
            return
        estimate = estimate_video(row, tier, now)
        if not estimate.pays:
            proposal.not_paying += 1
            return
        proposal.videos[tier] += 1
        proposal.size_bytes[tier] += row["size_bytes"]
        proposal.saving_usd[tier] = proposal.saving_usd.get(tier, 0.0) + estimate.saving_usd
        proposal.examples.setdefault(tier, []).append(row["id"])


def list_video_ids(keys: Iterable[str]) -> list[UUID]:
    """The videos in whose folders the keys lie."""
    return sorted({parsed.video_id for key in keys if (parsed := parse_key(key)) is not None})
