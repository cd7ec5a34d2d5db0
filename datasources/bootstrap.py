"""Every datasource of a process, opened together by its door and closed in reverse order."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from datasources.bedrock import Bedrock
from datasources.identity.access_tokens import Claims, Expected, Identity
from datasources.identity.jwks import KeySet
from datasources.identity.revocation_list import RevokedTokens
from datasources.identity.upload_tokens import UploadTokens
from datasources.postgres.core.engine import Postgres
from datasources.postgres.core.health import Pulse
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.progress.listener import Listener
from datasources.postgres.progress.progress import ProgressLog
from datasources.postgres.search.embedding_spaces import Spaces
from datasources.postgres.search.generated_sql import SqlReader
from datasources.postgres.search.neighbours import Around
from datasources.postgres.search.search import Search
from datasources.postgres.search.statistics import Statistics
from datasources.postgres.tables.audit import Audit
from datasources.postgres.tables.clips import Clips
from datasources.postgres.tables.embeddings import Vectors
from datasources.postgres.tables.events import Events
from datasources.postgres.tables.pictures import Pictures
from datasources.postgres.tables.revocations import Revocations
from datasources.postgres.tables.sessions import Sessions
from datasources.postgres.tables.uploads import Uploads
from datasources.postgres.tables.video_deletion import Removals
from datasources.postgres.tables.videos import Videos
from datasources.s3 import ObjectStore
from datasources.sqs.outbox import Outbox
from datasources.sqs.queue import WakeQueue
from models.asking.vectors import VectorSpace


class Addresses(Protocol):
    """What has to be known to open them: `config.Settings` has this shape."""

    @property
    def secret_key(self) -> str: ...
    @property
    def jwt_jwks_url(self) -> str: ...
    @property
    def jwt_issuer(self) -> str: ...
    @property
    def jwt_audience(self) -> str: ...
    @property
    def claims(self) -> Mapping[str, str]: ...
    @property
    def sqlalchemy_url(self) -> str: ...
    @property
    def db_pool_size(self) -> int: ...
    @property
    def db_timeout_seconds(self) -> float: ...
    @property
    def db_job_timeout_seconds(self) -> float: ...
    @property
    def s3_timeout_seconds(self) -> float: ...
    @property
    def sql_timeout_seconds(self) -> float: ...
    @property
    def aws_s3_region_name(self) -> str: ...
    @property
    def aws_endpoint_url_s3(self) -> str | None: ...
    @property
    def aws_storage_bucket_name(self) -> str: ...
    @property
    def aws_thumbnails_bucket_name(self) -> str: ...
    @property
    def aws_highlights_bucket_name(self) -> str: ...
    @property
    def aws_sqs_region(self) -> str: ...
    @property
    def aws_endpoint_url_sqs(self) -> str | None: ...
    @property
    def aws_sqs_queue_url(self) -> str: ...
    @property
    def aws_bedrock_region(self) -> str: ...
    @property
    def aws_bedrock_reranker_region(self) -> str: ...
    @property
    def aws_endpoint_url_bedrock_runtime(self) -> str | None: ...
    @property
    def aws_endpoint_url_bedrock_agent_runtime(self) -> str | None: ...
    @property
    def aws_bedrock_embedding_model_id(self) -> str: ...
    @property
    def aws_bedrock_embedding_dimensions(self) -> int: ...
    @property
    def aws_bedrock_rerank_model_id(self) -> str: ...
    @property
    def bedrock_timeout_seconds(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Datasources:
    """Everything outside the process."""

    postgres: Postgres
    pulse: Pulse
    videos: Videos
    uploads: Uploads
    removals: Removals
    clips: Clips
    pictures: Pictures
    events: Events
    around: Around
    statistics: Statistics
    vectors: Vectors
    spaces: Spaces
    search: Search
    sql: SqlReader
    sessions: Sessions
    jobs: Jobs
    progress: ProgressLog
    listener: Listener
    objects: ObjectStore
    queue: WakeQueue
    outbox: Outbox
    models: Bedrock
    identity: Identity
    revocations: Revocations
    revoked: RevokedTokens
    upload_tokens: UploadTokens
    audit: Audit


@asynccontextmanager
async def opened(addresses: Addresses, *, for_jobs: bool = False) -> AsyncIterator[Datasources]:
    """Open all; connections are made when first needed, so that nothing here waits for another machine.

    for_jobs: nobody waits for what is done, so that it may take longer before it is given up.
    """
    # A statement that a model wrote has a limit of its own.
    most = addresses.db_job_timeout_seconds if for_jobs else addresses.db_timeout_seconds
    database_seconds = max(most, addresses.sql_timeout_seconds)
    async with AsyncExitStack() as stack:
        postgres = await Postgres.connect(addresses.sqlalchemy_url, addresses.db_pool_size, database_seconds)
        stack.push_async_callback(postgres.close)
        pulse = Pulse(postgres)
        stack.callback(pulse.close)
        queue = await stack.enter_async_context(
            WakeQueue.open(
                region=addresses.aws_sqs_region,
                endpoint=addresses.aws_endpoint_url_sqs,
                queue_url=addresses.aws_sqs_queue_url,
            )
        )
        objects = await stack.enter_async_context(
            ObjectStore.open(
                region=addresses.aws_s3_region_name,
                endpoint=addresses.aws_endpoint_url_s3,
                storage_bucket=addresses.aws_storage_bucket_name,
                thumbnails_bucket=addresses.aws_thumbnails_bucket_name,
                highlights_bucket=addresses.aws_highlights_bucket_name,
                seconds=None if for_jobs else addresses.s3_timeout_seconds,
            )
        )
        models = await stack.enter_async_context(
            Bedrock.open(
                region=addresses.aws_bedrock_region,
                reranker_region=addresses.aws_bedrock_reranker_region,
                endpoint_runtime=addresses.aws_endpoint_url_bedrock_runtime,
                endpoint_agent_runtime=addresses.aws_endpoint_url_bedrock_agent_runtime,
                embedding_model_id=addresses.aws_bedrock_embedding_model_id,
                embedding_dimensions=addresses.aws_bedrock_embedding_dimensions,
                rerank_model_id=addresses.aws_bedrock_rerank_model_id,
                timeout_seconds=addresses.bedrock_timeout_seconds,
            )
        )
        spaces = Spaces(
            postgres,
            VectorSpace(addresses.aws_bedrock_embedding_model_id, addresses.aws_bedrock_embedding_dimensions),
        )
        search = Search(postgres, spaces)
        audit = Audit(postgres)
        revocations = Revocations(postgres, audit)
        revoked = RevokedTokens(revocations)
        # Not waited for: a database that is away keeps no process from starting.
        checking = asyncio.create_task(search.indexes.check(), name="vector search")
        stack.push_async_callback(_ended, checking)
        yield Datasources(
            postgres=postgres,
            pulse=pulse,
            videos=Videos(postgres),
            uploads=Uploads(postgres),
            removals=Removals(postgres),
            clips=Clips(postgres, Jobs(postgres)),
            pictures=Pictures(postgres),
            events=Events(postgres),
            around=Around(postgres),
            statistics=Statistics(postgres),
            vectors=Vectors(postgres),
            spaces=spaces,
            search=search,
            sql=SqlReader(postgres, addresses.sql_timeout_seconds, addresses.db_pool_size),
            sessions=Sessions(postgres),
            jobs=Jobs(postgres),
            progress=ProgressLog(postgres),
            listener=await stack.enter_async_context(Listener.open(postgres)),
            objects=objects,
            queue=queue,
            outbox=Outbox(postgres, queue),
            models=models,
            identity=await _identity(addresses, stack, revoked),
            revocations=revocations,
            revoked=revoked,
            upload_tokens=UploadTokens(addresses.secret_key),
            audit=audit,
        )


async def _ended(task: asyncio.Task[bool]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _identity(addresses: Addresses, stack: AsyncExitStack, revoked: RevokedTokens) -> Identity:
    url = addresses.jwt_jwks_url
    keys = await stack.enter_async_context(KeySet.open(url)) if url else None
    expected = Expected(addresses.jwt_issuer, addresses.jwt_audience)
    return Identity(addresses.secret_key, keys, Claims.named(addresses.claims), expected, revoked)
