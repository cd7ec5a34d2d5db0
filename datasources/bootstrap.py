"""Opens all datasources of a process together, and closes them in reverse order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from datasources.bedrock import Bedrock, BedrockEndpoints
from datasources.bedrock.converse import ConverseOptions
from datasources.identity.access_list import AccessList
from datasources.identity.access_tokens import ClaimNames, TokenRequirements, TokenVerifier
from datasources.identity.jwks import KeySet
from datasources.identity.upload_tokens import UploadTokens
from datasources.postgres.access.reader import AccessReader
from datasources.postgres.access.revocations import Revocations
from datasources.postgres.access.service_tokens import ServiceTokens
from datasources.postgres.access.site_grants import SiteGrants
from datasources.postgres.cameras.corrections import CameraCorrections
from datasources.postgres.cameras.deletion import CameraDeletions
from datasources.postgres.cameras.footage import CameraFootage
from datasources.postgres.cameras.lists import CameraLists
from datasources.postgres.core.engine import Postgres
from datasources.postgres.core.health import DatabaseHealth
from datasources.postgres.evidence.stores import EvidenceStores
from datasources.postgres.inbox.ledger import Inbox
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.jobs.stretches import Stretches
from datasources.postgres.keeping.stores import KeepingStores
from datasources.postgres.media.media_tables import MediaTables
from datasources.postgres.progress.listener import Listener
from datasources.postgres.progress.progress import ProgressLog
from datasources.postgres.search.embedding_spaces import EmbeddingSpaces
from datasources.postgres.search.generated_sql import SqlReader
from datasources.postgres.search.neighbours import EventNeighbours
from datasources.postgres.search.search import Search
from datasources.postgres.search.statistics import Statistics
from datasources.postgres.tables.audit import Audit
from datasources.postgres.tables.cameras import Cameras
from datasources.postgres.tables.clips import Clips
from datasources.postgres.tables.embeddings import Vectors
from datasources.postgres.tables.events import Events
from datasources.postgres.tables.looks import Looks
from datasources.postgres.tables.pictures import Pictures
from datasources.postgres.tables.sessions import Sessions
from datasources.postgres.tables.uploads import Uploads
from datasources.postgres.tables.video_deletion import Removals
from datasources.postgres.tables.videos import Videos
from datasources.s3 import ObjectStore
from datasources.settings import DatasourceSettings
from datasources.sqs.outbox import Outbox
from datasources.sqs.queue import WakeQueue
from models.asking.vectors import EmbeddingSpace


@dataclass(frozen=True, slots=True)
class Datasources:
    """The open datasources of a process."""

    postgres: Postgres
    database_health: DatabaseHealth
    cameras: Cameras
    camera_corrections: CameraCorrections
    camera_deletions: CameraDeletions
    camera_footage: CameraFootage
    camera_lists: CameraLists
    videos: Videos
    uploads: Uploads
    removals: Removals
    keeping: KeepingStores
    clips: Clips
    media: MediaTables
    pictures: Pictures
    events: Events
    neighbours: EventNeighbours
    statistics: Statistics
    vectors: Vectors
    embedding_spaces: EmbeddingSpaces
    search: Search
    sql: SqlReader
    sessions: Sessions
    jobs: Jobs
    stretches: Stretches
    progress: ProgressLog
    listener: Listener
    looks: Looks
    objects: ObjectStore
    queue: WakeQueue
    inbox: Inbox
    inbox_queue: WakeQueue
    outbox: Outbox
    models: Bedrock
    token_verifier: TokenVerifier
    revocations: Revocations
    site_grants: SiteGrants
    service_tokens: ServiceTokens
    access_list: AccessList
    upload_tokens: UploadTokens
    audit: Audit
    evidence: EvidenceStores


@asynccontextmanager
async def open_datasources(settings: DatasourceSettings, *, for_jobs: bool = False) -> AsyncIterator[Datasources]:
    """Open all datasources. Connections are made at first use, so opening waits for no other machine.

    for_jobs: use the longer timeouts of background work, which no user waits for.
    """
    # SQL that a model wrote has its own limit, which may be longer.
    statement_seconds = settings.db_job_timeout_seconds if for_jobs else settings.db_timeout_seconds
    database_seconds = max(statement_seconds, settings.sql_timeout_seconds)
    async with AsyncExitStack() as stack:
        postgres = await Postgres.connect(
            settings.sqlalchemy_url,
            settings.db_pool_size,
            database_seconds,
            keeps_scope=settings.db_pooler == "none",
        )
        stack.push_async_callback(postgres.close)
        health = DatabaseHealth(postgres)
        stack.callback(health.close)
        queue = await stack.enter_async_context(
            WakeQueue.open(
                region=settings.aws_sqs_region,
                endpoint=settings.aws_endpoint_url_sqs,
                queue_url=settings.aws_sqs_queue_url,
            )
        )
        objects = await stack.enter_async_context(
            ObjectStore.open(
                region=settings.aws_s3_region_name,
                endpoint=settings.aws_endpoint_url_s3,
                storage_bucket=settings.aws_storage_bucket_name,
                thumbnails_bucket=settings.aws_thumbnails_bucket_name,
                highlights_bucket=settings.aws_highlights_bucket_name,
                seconds=None if for_jobs else settings.s3_timeout_seconds,
            )
        )
        space = EmbeddingSpace(settings.aws_bedrock_embedding_model_id, settings.aws_bedrock_embedding_dimensions)
        models = await stack.enter_async_context(
            Bedrock.open(
                BedrockEndpoints(
                    region=settings.aws_bedrock_region,
                    reranker_region=settings.aws_bedrock_reranker_region,
                    runtime_url=settings.aws_endpoint_url_bedrock_runtime,
                    agent_runtime_url=settings.aws_endpoint_url_bedrock_agent_runtime,
                ),
                space=space,
                rerank_model_id=settings.aws_bedrock_rerank_model_id,
                timeout_seconds=settings.bedrock_timeout_seconds,
                options=_build_converse_options(settings),
            )
        )
        spaces = EmbeddingSpaces(postgres, space)
        search = Search(postgres, spaces)
        audit = Audit(postgres)
        access_list = AccessList(partial(AccessReader.open, postgres), settings.sites_default)
        # In the background: the process must start even when the database is unreachable.
        settings_check = asyncio.create_task(search.indexes.check_settings(), name="vector search")
        stack.push_async_callback(_cancel_task, settings_check)
        yield Datasources(
            postgres=postgres,
            database_health=health,
            cameras=Cameras(postgres),
            camera_corrections=CameraCorrections(postgres, audit),
            camera_deletions=CameraDeletions(postgres),
            camera_footage=CameraFootage(postgres),
            camera_lists=CameraLists(postgres),
            videos=Videos(postgres),
            uploads=Uploads(postgres),
            removals=Removals(postgres),
            keeping=KeepingStores.build(postgres, audit),
            clips=Clips(postgres, Jobs(postgres)),
            media=MediaTables.over(postgres),
            pictures=Pictures(postgres),
            events=Events(postgres),
            neighbours=EventNeighbours(postgres),
            statistics=Statistics(postgres),
            vectors=Vectors(postgres),
            embedding_spaces=spaces,
            search=search,
            sql=SqlReader(postgres, settings.sql_timeout_seconds, settings.db_pool_size),
            sessions=Sessions(postgres),
            jobs=Jobs(postgres),
            stretches=Stretches(postgres, Jobs(postgres), settings.adjoin_seconds),
            progress=ProgressLog(postgres),
            listener=await stack.enter_async_context(Listener.open(postgres)),
            looks=Looks(postgres),
            objects=objects,
            queue=queue,
            inbox=Inbox(postgres),
            inbox_queue=queue.beside(settings.aws_ingest_queue_url),
            outbox=Outbox(postgres, queue),
            models=models,
            token_verifier=await _open_token_verifier(settings, stack, access_list),
            revocations=Revocations(postgres, audit),
            site_grants=SiteGrants(postgres, audit),
            service_tokens=ServiceTokens(postgres, audit),
            access_list=access_list,
            upload_tokens=UploadTokens(settings.secret_key),
            audit=audit,
            evidence=EvidenceStores.open(postgres),
        )


async def _cancel_task(task: asyncio.Task[bool]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _open_token_verifier(
    settings: DatasourceSettings, stack: AsyncExitStack, access: AccessList
) -> TokenVerifier:
    url = settings.jwt_jwks_url
    keys = await stack.enter_async_context(KeySet.open(url)) if url else None
    expected = TokenRequirements(settings.jwt_issuer, settings.jwt_audience)
    return TokenVerifier(settings.secret_key, keys, ClaimNames.from_settings(settings.claims), expected, access)


def _build_converse_options(settings: DatasourceSettings) -> ConverseOptions:
    guardrail_id, version = settings.aws_bedrock_guardrail_id, settings.aws_bedrock_guardrail_version
    return ConverseOptions(
        temperature=settings.aws_bedrock_temperature,
        caches={"on": True, "off": False}.get(settings.aws_bedrock_prompt_cache),
        guardrail=(guardrail_id, version) if guardrail_id else None,
        fallback_model_id=settings.aws_bedrock_fallback_model_id,
    )
