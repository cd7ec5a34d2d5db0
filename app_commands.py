"""The command of `python -m app`: it runs once, prints what it found, and ends."""

import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack

import asyncpg

import config
from datasources.aws import build_client_config, create_aws_session
from datasources.bootstrap import open_datasources
from datasources.checks.database import check_database
from datasources.checks.queues import check_queue
from datasources.checks.result import CheckResult, State, failed, passed, warned
from datasources.checks.storage import check_storage
from models.asking.vectors import EmbeddingSpace

_DATABASE = "Correct DATABASE_URL or DB_*, and see that the server takes connections from here."
_MODELS = "python -m worker check-models says why, and asks each model once (it costs a cent)."
_SECONDS = 10.0


async def check(settings: config.Settings) -> bool:
    """Check the whole setup, change nothing, and print a table. False where something failed."""
    results = [_check_key(settings), *await _check_database(settings), *await _check_aws(settings)]
    results += await _check_models(settings)
    sys.stdout.write(format_table(results))
    return all(result.state is not State.FAILED for result in results)


def format_table(results: Sequence[CheckResult]) -> str:
    """A line for each check, and below it what to do."""
    width = max(len(result.name) for result in results)
    lines = []
    for result in results:
        lines.append(f"{result.state.value:8}{result.name:{width}}  {result.found}\n")
        if result.remedy:
            lines.append(f"{'':{8 + width}}  {result.remedy}\n")
    count = sum(result.state is State.FAILED for result in results)
    lines.append(f"{count} of {len(results)} checks failed.\n")
    return "".join(lines)


def _check_key(settings: config.Settings) -> CheckResult:
    if settings.jwt_jwks_url:
        return passed("tokens", f"of {settings.jwt_issuer}")
    if not settings.secret_key:
        return failed("tokens", "SECRET_KEY is empty: every token is refused", "Set 32 random characters or more.")
    if len(settings.secret_key) < 32:
        return warned("tokens", "SECRET_KEY is short", "Set 32 random characters or more.")
    return passed("tokens", "signed with SECRET_KEY")


async def _check_database(settings: config.Settings) -> list[CheckResult]:
    space = EmbeddingSpace(settings.aws_bedrock_embedding_model_id, settings.aws_bedrock_embedding_dimensions)
    try:
        connection = await asyncpg.connect(settings.asyncpg_dsn, timeout=_SECONDS)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return [failed("database", f"it does not answer ({type(error).__name__})", _DATABASE)]
    try:
        return await check_database(connection, space)
    finally:
        await connection.close()


async def _check_aws(settings: config.Settings) -> list[CheckResult]:
    session, style = create_aws_session(), "path" if settings.aws_endpoint_url_s3 else "virtual"
    async with AsyncExitStack() as stack:
        s3 = await stack.enter_async_context(
            session.client(
                "s3",
                region_name=settings.aws_s3_region_name,
                endpoint_url=settings.aws_endpoint_url_s3,
                config=build_client_config(_SECONDS, signature_version="s3v4", s3={"addressing_style": style}),
            )
        )
        sqs = await stack.enter_async_context(
            session.client(
                "sqs",
                region_name=settings.aws_sqs_region,
                endpoint_url=settings.aws_endpoint_url_sqs,
                config=build_client_config(_SECONDS),
            )
        )
        buckets = {
            "storage": settings.aws_storage_bucket_name,
            "thumbnails": settings.aws_thumbnails_bucket_name,
            "highlights": settings.aws_highlights_bucket_name,
        }
        results = await check_storage(s3, buckets, settings.cors_allowed_origins)
        results.append(await check_queue(sqs, "AWS_SQS_QUEUE_URL", settings.aws_sqs_queue_url))
        if settings.aws_ingest_queue_url:
            results.append(await check_queue(sqs, "AWS_INGEST_QUEUE_URL", settings.aws_ingest_queue_url))
    return results


async def _check_models(settings: config.Settings) -> list[CheckResult]:
    """Whether each model may be called where it is looked for. Asks none of them: that costs nothing."""
    language = {"language model": settings.aws_bedrock_model_id, "vision model": settings.aws_bedrock_vlm_model_id}
    if settings.aws_bedrock_look_model_id:
        language["looking model"] = settings.aws_bedrock_look_model_id
    others = {"embeddings": settings.aws_bedrock_embedding_model_id, "rerank": settings.aws_bedrock_rerank_model_id}
    regions = {"rerank": settings.aws_bedrock_reranker_region}
    async with open_datasources(settings, for_jobs=True) as data:
        reachable = await data.models.check_models(language)
    results = []
    for purpose, answers in reachable.items():
        found = f"{(language | others)[purpose]} in {regions.get(purpose, settings.aws_bedrock_region)}"
        results.append(passed(purpose, found) if answers else failed(purpose, f"{found} cannot be called", _MODELS))
    return results
