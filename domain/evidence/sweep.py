"""Ends uploads of packages whose last worker was lost: their parts cost money, and no list shows them."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from domain.evidence.upload import PackageStorage, package_folder
from models.errors import Unavailable
from models.evidence.packages import AbandonedUpload

_log = logging.getLogger(__name__)
_INTERVAL_SECONDS = 300.0


class AbandonedPackages(Protocol):
    async def list_abandoned(self) -> Sequence[AbandonedUpload]: ...

    async def forget_upload(self, abandoned: AbandonedUpload, /) -> None: ...


class AbandonedPackageSweep:
    """Runs with the worker's other sweeps."""

    def __init__(self, packages: AbandonedPackages, storage: PackageStorage) -> None:
        self._packages = packages
        self._storage = storage

    async def run(self, every_seconds: float = _INTERVAL_SECONDS) -> None:
        """Run rounds until cancelled. An outage of the database or the store does not end it."""
        while True:
            try:
                await self.run_round()
            except Unavailable as error:
                _log.warning("Uploads of packages that were given up cannot be ended yet: %s", error)
            await asyncio.sleep(every_seconds)

    async def run_round(self) -> None:
        """Discard what was sent of packages that were given up. Raises Unavailable."""
        for abandoned in await self._packages.list_abandoned():
            folder = package_folder(abandoned.organization, abandoned.package_id)
            await self._storage.abort_multiparts("highlights", folder)
            await self._storage.delete_prefix("highlights", folder)
            await self._packages.forget_upload(abandoned)
