"""What tests of evidence start from: footage with events, a worker that makes packages, and packages as files."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

import worker
from config import Settings
from datasources.bootstrap import Datasources, open_datasources
from domain.evidence.build_job import EvidenceJobHandler
from models.access.principal import Principal
from models.enums import JobKind
from resolvers.core.ids import Kind, decode
from tests.schema.uploads.conftest import run_worker
from tests.schema.uploads.sending import upload_video, wait_until
from tests.schema.uploads.videos.test_clips import long_footage
from tests.support.rows import event_row
from tests.support.serving import ApiTestClient

EXPORT = """mutation ($input: ExportEvidenceInput!) { exportEvidence(input: $input) {
  package { id status percent url sizeBytes checksumSha256 error { code } createdAt }
  userErrors { code message field }
} }"""
PACKAGE = """query ($id: ID!) { node(id: $id) { id ... on EvidencePackage {
  status percent url sizeBytes checksumSha256 keyId error { code message }
} } }"""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def data(settings: Settings) -> AsyncIterator[Datasources]:
    async with open_datasources(settings) as datasources:
        yield datasources


@dataclass
class EvidenceDesk:
    """Does what a client does about evidence."""

    api: ApiTestClient
    data: Datasources
    settings: Settings
    principal: Principal
    folder: Path

    async def add_footage(self, *events: dict[str, Any], **columns: Any) -> tuple[str, UUID, list[UUID]]:
        """Six seconds of footage with these events: its id, its key, and the events' keys."""
        video = (await upload_video(self.api, long_footage(), allowDuplicate=True))["id"]
        key = decode(Kind.VIDEO, video)
        assert key is not None
        if columns:
            await self.data.videos.update(self.principal, key, **columns)
        rows = list(events) or [event_row(2.0, 3.0)]
        return video, key, await self.data.events.store(self.principal, key, rows)

    async def export(self, **wanted: Any) -> dict[str, Any]:
        answer: dict[str, Any] = (await self.api.data(EXPORT, input=wanted))["exportEvidence"]
        return answer

    def run_worker(self) -> AbstractAsyncContextManager[None]:
        """A worker that makes packages while the block runs."""

        def build_handlers(data: Datasources) -> dict[JobKind, Any]:
            services = worker.build_evidence_services(self.settings, data, self.folder)
            return {JobKind.EVIDENCE: EvidenceJobHandler(services)}

        return run_worker(self.settings, build_handlers)

    async def read(self, package: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self.api.data(PACKAGE, id=package))["node"]
        return found

    async def wait_for_end(self, package: str) -> dict[str, Any]:
        async def has_ended() -> bool:
            return (await self.read(package))["status"] not in ("QUEUED", "BUILDING")

        await wait_until(has_ended)
        return await self.read(package)

    async def make(self, **wanted: Any) -> tuple[dict[str, Any], Path]:
        """A complete package, and its file."""
        answer = await self.export(**wanted)
        assert answer["userErrors"] == []
        async with self.run_worker():
            package = await self.wait_for_end(answer["package"]["id"])
        assert package["status"] == "DONE", package
        return package, await self.download(package["url"])

    async def download(self, url: str) -> Path:
        async with httpx.AsyncClient() as http:
            answer = await http.get(url)
        assert answer.status_code == 200, answer.text
        file = self.folder / "evidence.zip"
        file.write_bytes(answer.content)
        return file


@pytest.fixture
def desk(
    api: ApiTestClient, data: Datasources, settings: Settings, principal: Principal, tmp_path: Path
) -> EvidenceDesk:
    return EvidenceDesk(api, data, settings, principal, tmp_path)
