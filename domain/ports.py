"""What the domain needs from outside: protocols that the classes of `datasources` and the doubles of tests fit.

Protocols that several modules use are here. One that a single module uses may be in that module.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal, Protocol
from uuid import UUID

from domain.ask.plan.plan import SearchPlan
from domain.ask.question.question import Question
from domain.llm.usage_meter import UsageMeter
from models.access.principal import Principal
from models.asking.answers import Coverage, StoredTable
from models.asking.conversation import Conversation, Embeddings, RankedDocument, Reply, StreamEnd, TextDelta
from models.asking.evidence import EventCount, EventValues, Evidence, FootageScope, VideoContext
from models.asking.groups import Dimension, Recording, Tally
from models.asking.sql import QueryResult, SqlView
from models.asking.vectors import EmbeddingSpace
from models.enums import EventOrder, OriginalState, PromptStage
from models.filters import EventFilter
from models.footage.analysis import AnalysisResult
from models.footage.originals import ObjectRef, Original
from models.footage.stretches import FileBefore
from models.jobs import Claim, JobResult, ProgressUpdate
from models.rows.video import VideoRow

# Reports the stage of an answer; with WRITING, the next checked piece of its text.
ReportStage = Callable[[PromptStage, str], Awaitable[None]]
# Receives the next checked piece of a text.
SendText = Callable[[str], Awaitable[None]]
LoadVideoContexts = Callable[[Principal, Sequence[UUID]], Awaitable[Sequence[VideoContext | None]]]


class Retrieval(Protocol):
    """Reads over the events that a principal may see."""

    async def list_events(
        self, principal: Principal, event_filter: EventFilter | None, order: EventOrder, limit: int, /
    ) -> list[Evidence]: ...

    async def list_events_with_totals(
        self,
        principal: Principal,
        event_filter: EventFilter | None,
        order: EventOrder,
        limit: int,
        footage_filter: EventFilter,
        /,
    ) -> tuple[list[Evidence], EventCount, Coverage]:
        """list_events and count of `event_filter`, and measure_coverage of `footage_filter`, read together."""
        ...

    async def get_embedding_space(self, principal: Principal, /) -> EmbeddingSpace | None:
        """The space in which the organization's vectors are compared; None: that of the default model."""
        ...

    async def search_by_vector(
        self,
        principal: Principal,
        vector: Sequence[float],
        model_id: str,
        event_filter: EventFilter | None,
        limit: int,
        /,
    ) -> list[Evidence]: ...

    async def search_by_keywords(
        self, principal: Principal, words: str, event_filter: EventFilter | None, limit: int, /
    ) -> list[Evidence]: ...

    async def search_hybrid(
        self,
        principal: Principal,
        vector: Sequence[float],
        model_id: str,
        words: str,
        event_filter: EventFilter,
        limit: int,
        /,
    ) -> tuple[list[Evidence], list[Evidence]]:
        """search_by_vector and search_by_keywords over one video, read together."""
        ...

    async def get_by_ids(self, principal: Principal, event_ids: Sequence[UUID], /) -> list[Evidence]:
        """These events, in this order, without missing ones."""
        ...

    async def describe_footage(
        self, principal: Principal, limit: int, camera_ids: Sequence[UUID] | None = None, /
    ) -> FootageScope:
        """All footage, or that of some cameras, with the names of at most `limit` cameras."""
        ...

    async def list_values(
        self, principal: Principal, video_id: UUID | None, most: int, camera_ids: Sequence[UUID] | None = None, /
    ) -> EventValues:
        """The values of a video's events, or of all or some cameras', at most `most` of each kind."""
        ...

    async def list_neighbours(
        self, principal: Principal, event_ids: Sequence[UUID], before: int, after: int, /
    ) -> list[Evidence]: ...

    async def count(self, principal: Principal, event_filter: EventFilter | None, /) -> EventCount: ...

    async def measure_coverage(self, principal: Principal, event_filter: EventFilter | None, /) -> Coverage: ...

    async def count_by_group(
        self, principal: Principal, event_filter: EventFilter | None, dimension: Dimension, /
    ) -> Sequence[Tally]:
        """Counts of each group, and of each type in it, over every event; in the order of their first event."""
        ...

    async def list_recordings(
        self, principal: Principal, event_filter: EventFilter | None, limit: int, /
    ) -> Sequence[Recording]:
        """The footage that a search with this filter could have seen, by the clock; at most `limit` videos."""
        ...


class QueryRunner(Protocol):
    """Checks and runs a plan's SQL; if it fails, repairs it once."""

    async def describe_views(self) -> str | None:
        """The views that the planner may read, as text; None if it should write no SQL."""
        ...

    async def __call__(
        self, principal: Principal, plan: SearchPlan, question: Question, meter: UsageMeter, /
    ) -> QueryResult:
        """Raises Unavailable if it cannot be run; the search then goes on without it."""
        ...


class SqlRunner(Protocol):
    """Runs SQL that a model wrote and `domain.guard` accepted."""

    async def list_views(self) -> Sequence[SqlView]:
        """The views that it may read."""
        ...

    async def run(
        self,
        principal: Principal,
        sql: str,
        *,
        timezone: str,
        video_id: UUID | None,
        max_rows: int,
        camera_ids: Sequence[UUID] | None = None,
    ) -> StoredTable:
        """At most `max_rows` rows, read as a role that sees only what the principal may see, or one video or some
        cameras of it.

        timezone: of the times of day in the query and its result. Raises SqlFailed with the database's message if it
        refuses or cancels the query, Unavailable if it does not answer.
        """
        ...


class Embedder(Protocol):
    async def embed(self, texts: Sequence[str], space: EmbeddingSpace | None = None, /) -> Embeddings: ...


class Models(Embedder, Protocol):
    """Models that plan, write, embed and rerank. Failures are raised as models.errors.Unavailable."""

    async def converse(self, conversation: Conversation, /) -> Reply: ...

    def converse_stream(self, conversation: Conversation, /) -> AsyncIterator[TextDelta | StreamEnd]: ...

    async def rerank(self, query: str, documents: Sequence[str], keep: int, /) -> list[RankedDocument]: ...


class VideoReader(Protocol):
    """The table of videos."""

    async def get_by_ids(
        self, principal: Principal, ids: Sequence[UUID], columns: Iterable[str], /
    ) -> list[VideoRow | None]: ...


class OriginalFaultLog(Protocol):
    async def record_original_fault(
        self, principal: Principal, original: Original, fault: OriginalState | None, request_id: str, /
    ) -> bool:
        """Write an original's state on its row and into the audit log; False if it was known already."""
        ...


class VideoStore(VideoReader, OriginalFaultLog, Protocol):
    """Reads videos, and records faults of their originals."""


class TaggedObject(Protocol):
    """An object in the store, as far as its ETag says which one it is."""

    @property
    def etag(self) -> str: ...


class ReadableObject(TaggedObject, Protocol):
    """The same, with whether it has to be restored before it can be read."""

    @property
    def is_archived(self) -> bool: ...


class ChunkStorage(Protocol):
    """The object store, as checkpoints of an analysis use it."""

    async def get(self, bucket: Literal["storage"], key: str, /) -> bytes: ...

    async def put(self, bucket: Literal["storage"], key: str, body: bytes, content_type: str, /) -> object: ...

    async def delete_prefix(self, bucket: Literal["storage"], prefix: str, /) -> int: ...


class AnalysisStorage(ChunkStorage, Protocol):
    """The object store, as an analysis uses it."""

    async def download(
        self, bucket: Literal["storage"], pinned: ObjectRef, target: Path, on_bytes: Callable[[int], None], /
    ) -> str:
        """Write the object into a file; return its SHA-256, hexadecimal.

        Raises NotFound, and WrongState if the object is not the pinned one.
        """
        ...

    async def put(
        self, bucket: Literal["storage", "thumbnails"], key: str, body: bytes, content_type: str, /
    ) -> ObjectRef: ...


class ChunkLog(Protocol):
    async def add_chunk(self, claim: Claim, key: str, /) -> None:
        """Record one more stored chunk of the analysis. Raises LeaseLost."""
        ...


class StretchReader(Protocol):
    async def find_before(self, principal: Principal, video_id: UUID, pipeline: str, /) -> FileBefore | None:
        """The file of the same camera that adjoins the video's beginning."""
        ...


class AnalysisStore(ChunkLog, StretchReader, Protocol):
    async def store(
        self,
        claim: Claim,
        analysis: AnalysisResult,
        update: ProgressUpdate,
        result: JobResult = ...,
        /,
    ) -> None:
        """Store the analysis and end the job with it, in one transaction.

        Raises LeaseLost, NotFound.
        """
        ...
