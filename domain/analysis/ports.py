"""What analyzing footage needs from outside. The classes of `datasources` fit these; so do small doubles in tests."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal, Protocol
from uuid import UUID

from models.access.principal import Principal
from models.asking.conversation import Embeddings
from models.asking.vectors import EmbeddingSpace
from models.enums import OriginalState
from models.footage.analysis import AnalysisResult
from models.footage.originals import ObjectRef, Original
from models.jobs import Claim, JobResult, ProgressUpdate
from models.rows.video import VideoRow


class AnalyzedVideos(Protocol):
    async def get_by_ids(
        self, principal: Principal, ids: Sequence[UUID], columns: Iterable[str], /
    ) -> list[VideoRow | None]: ...

    async def record_original_fault(
        self, principal: Principal, original: Original, fault: OriginalState | None, request_id: str, /
    ) -> bool: ...


class AnalysisStorage(Protocol):
    """The object store."""

    async def download(
        self, bucket: Literal["storage"], pinned: ObjectRef, target: Path, on_bytes: Callable[[int], None], /
    ) -> str:
        """Write the object into a file; its SHA-256, hexadecimal. Raises NotFound, WrongState for another object."""
        ...

    async def get(self, bucket: Literal["storage"], key: str, /) -> bytes: ...

    async def put(
        self, bucket: Literal["storage", "thumbnails"], key: str, body: bytes, content_type: str, /
    ) -> ObjectRef: ...

    async def delete_prefix(self, bucket: Literal["storage"], prefix: str, /) -> int: ...


class AnalysisStore(Protocol):
    async def store(
        self,
        claim: Claim,
        analysis: AnalysisResult,
        update: ProgressUpdate,
        result: JobResult = ...,
        /,
    ) -> None:
        """Store the analysis and end the job with it, all or nothing.

        Raises LeaseLost, NotFound.
        """
        ...

    async def add_chunk(self, claim: Claim, key: str, /) -> None:
        """Note down one more stored piece of the analysis. Raises LeaseLost."""
        ...


class Embedder(Protocol):
    async def embed(self, texts: Sequence[str], space: EmbeddingSpace | None = None, /) -> Embeddings: ...
