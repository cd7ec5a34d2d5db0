"""The API process: `python -m app` serves /graphql, /api/health/ and /readyz. `python -m app check` looks at the setup
instead, and prints what is wrong.

The lifespan opens the datasources; everything else receives them as arguments.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

import app_commands
import config
from datasources import log
from datasources.bootstrap import Datasources, open_datasources
from datasources.checks.startup import find_fatal_problem
from datasources.file_limits import get_descriptor_limit, raise_descriptor_limit
from datasources.telemetry.database_gauges import DatabaseGauges, list_budgets
from datasources.telemetry.server import serve_metrics
from domain.ask.question.scheduling import QuestionScheduler
from domain.ask.retrieval.text_to_sql import SqlPools
from domain.ask.settings import AskSettings
from domain.chat.frame_slots import FrameSlots
from domain.commands.start_check import watch_models
from domain.evidence.keys import BadKey, EvidenceKeys
from domain.evidence.limits import EvidenceLimits
from domain.fairness.fair_slots import FairSlots, fair_share
from domain.fairness.pools import Pool
from domain.fairness.quotas import Quotas
from domain.inbox.footage import CameraPolicy
from domain.inbox.path import InboxRules
from domain.isolation.limits import set_memory_ceiling
from domain.uploads.inspection import FileInspector
from models.enums import Role
from models.messages.catalog import CATALOGS
from resolvers.core.context import LOOKING, Limits, ModelUse
from schema.build import create_schema
from schema.guard.limits import OperationLimits
from schema.guard.operation_guard import OperationGuardSettings
from schema.reference.routes import list_reference_routes
from schema.transport import console, graphiql
from schema.transport.connections.limiter import ConnectionLimiter
from schema.transport.connections.limits import ConnectionLimits, parse_networks
from schema.transport.connections.proxy_headers import ForwardedRequestLimiter
from schema.transport.connections.shortcut import EndpointShortcut
from schema.transport.cors import AllowedOrigins, CrossOriginMiddleware
from schema.transport.http import GraphQLView, HttpSettings
from schema.transport.persisted_operations import load_manifest
from schema.transport.readiness import build_readiness
from schema.transport.request_id import RequestIdMiddleware
from schema.transport.security_headers import SecurityHeadersMiddleware
from schema.transport.server import UVICORN_OPTIONS, DedicatedServer
from schema.transport.shares import SharePages
from schema.transport.websocket.endpoint import WebSocketShortcut

_log = logging.getLogger("app")
# File descriptors for other things than admitted clients: models, storage, subprocesses, connections not admitted yet.
_RESERVED_DESCRIPTORS = 2_500


@dataclass(slots=True)
class DatasourcesHolder:
    """The datasources that the lifespan opened. Requests arrive only while they are open."""

    data: Datasources | None = None


def create_app(settings: config.Settings) -> Starlette:
    """The application under these settings; its lifespan opens and closes the datasources."""
    held = DatasourcesHolder()
    limits = build_limits(settings)
    set_memory_ceiling(settings.child_memory_bytes)

    def get_resources() -> tuple[Datasources, Limits]:
        assert held.data is not None
        return held.data, limits

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        CATALOGS.preload()
        async with (
            open_datasources(settings) as data,
            watch_models(settings, data.models),
            serve_metrics(
                settings.metrics_host, settings.metrics_port, settings.metrics_token, _list_gauges(settings, data)
            ),
        ):
            held.data = data
            running = [
                asyncio.create_task(data.outbox.run(), name="outbox"),
                asyncio.create_task(data.access_list.watch(), name="access rules"),
            ]
            yield
            await ready.close()
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            limits.close()

    ready = build_readiness(get_resources)
    known = _load_known_documents(settings.graphql_allowed_operations)
    schema = create_schema(build_guard_settings(settings, known))
    view = GraphQLView(schema, get_resources, _build_http_settings(settings, known))
    shares = SharePages(get_resources)
    routes: list[BaseRoute] = [
        Route("/graphql", view),
        Route("/api/health/", lambda _request: JSONResponse({"status": "ok"})),
        Route("/readyz", ready.answer),
        Route("/shares/{token}", shares.show, methods=["GET"]),
        Route("/shares/{token}", shares.open, methods=["POST"]),
        Route("/evidence/keys", shares.list_keys, methods=["GET"]),
    ]
    if settings.graphiql:
        routes.append(Mount("/graphiql", StaticFiles(directory=graphiql.FILES)))
    if settings.docs:
        routes += list_reference_routes(schema._schema)
    start = _choose_start_page(settings)
    if start is not None:
        routes.append(Route("/", lambda _request: RedirectResponse(start, headers={"Cache-Control": "no-store"})))
    if settings.console:
        routes.extend(console.build_routes(console.FILES, _list_media_origins(settings)))
    connections = _build_connection_limits(settings)
    middleware = [
        Middleware(ForwardedRequestLimiter, connections),
        Middleware(RequestIdMiddleware),
        Middleware(WebSocketShortcut, "/graphql", view),
        Middleware(SecurityHeadersMiddleware),
    ]
    if settings.cors_allowed_origins:
        origins = AllowedOrigins(settings.cors_allowed_origins)
        middleware.append(Middleware(CrossOriginMiddleware, origins, ["x-request-id", "retry-after", "server-timing"]))
    middleware.append(Middleware(EndpointShortcut, "/graphql", view))
    app = Starlette(routes=routes, middleware=middleware, lifespan=lifespan)
    app.state.stop_streams = view.stop_streams
    app.state.connection_limiter = ConnectionLimiter(connections)
    return app


def _list_media_origins(settings: config.Settings) -> tuple[str, ...]:
    """Where presigned URLs lead: the endpoint, or each bucket's own host at AWS; and the origins that are set."""
    if settings.aws_endpoint_url_s3:
        s3 = [urlsplit(settings.aws_endpoint_url_s3)._replace(path="", query="", fragment="").geturl()]
    else:
        buckets = (
            settings.aws_storage_bucket_name,
            settings.aws_thumbnails_bucket_name,
            settings.aws_highlights_bucket_name,
        )
        hosts = ("s3.amazonaws.com", f"s3.{settings.aws_s3_region_name}.amazonaws.com")
        s3 = [f"https://{bucket}.{host}" for bucket in buckets for host in hosts]
    return (*s3, *settings.console_media_origins)


def _list_gauges(settings: config.Settings, data: Datasources) -> Callable[[], Awaitable[None]]:
    return DatabaseGauges(data.postgres, list_budgets(settings)).refresh


def _choose_start_page(settings: config.Settings) -> str | None:
    """Where `/` leads without the console: to the first page for people that is served."""
    if settings.console:
        return None
    return "/graphql" if settings.graphiql else "/docs" if settings.docs else None


def _build_connection_limits(settings: config.Settings) -> ConnectionLimits:
    """The settings' limits, with fewer connections where the process may open fewer files."""
    open_files = get_descriptor_limit()
    max_connections = max(
        1, min(settings.connections_max, open_files - _RESERVED_DESCRIPTORS - settings.db_pool_size, open_files // 2)
    )
    if max_connections < settings.connections_max:
        _log.warning(
            "This process may have %d files open: it holds %d connections at once", open_files, max_connections
        )
    return ConnectionLimits(
        idle_seconds=settings.request_idle_seconds,
        headers_seconds=settings.request_headers_seconds,
        headers_bytes=settings.request_headers_bytes,
        body_seconds=settings.request_body_seconds,
        body_bytes_per_second=settings.request_body_bytes_per_second,
        response_idle_seconds=settings.response_idle_seconds,
        max_connections=max_connections,
        max_per_address=settings.connections_per_address,
        proxies=parse_networks(settings.forwarded_allow_ips),
    )


def build_guard_settings(settings: config.Settings, documents: Mapping[str, str] | None) -> OperationGuardSettings:
    return OperationGuardSettings(
        limits=OperationLimits(
            tokens=settings.graphql_max_tokens,
            depth=settings.graphql_max_depth,
            aliases=settings.graphql_max_aliases,
            directives=settings.graphql_max_directives,
            complexity=settings.graphql_max_complexity,
        ),
        introspection=settings.graphql_introspection,
        suggestions=settings.graphql_suggestions,
        points_per_minute=settings.rate_points_per_minute,
        body_bytes=settings.request_max_bytes,
        plans=settings.graphql_plans,
        allowed_documents=None if documents is None else frozenset(documents.values()),
    )


def _load_known_documents(path: str) -> Mapping[str, str] | None:
    try:
        return load_manifest(Path(path)) if path else None
    except ValueError as error:
        raise config.ConfigError(f"GRAPHQL_ALLOWED_OPERATIONS is {path!r}: {error}") from None


def _build_http_settings(settings: config.Settings, documents: Mapping[str, str] | None) -> HttpSettings:
    return HttpSettings(
        graphiql=settings.graphiql,
        allowed_origins=settings.cors_allowed_origins,
        body_bytes=settings.request_max_bytes,
        import_body_bytes=settings.import_max_bytes,
        execution_seconds=settings.execution_timeout_seconds,
        init_seconds=settings.request_idle_seconds,
        known_documents=documents,
        server_timing=settings.server_timing,
    )


def build_limits(settings: config.Settings) -> Limits:
    """The settings and pools of resolvers; whoever makes them closes them."""
    share = settings.organization_share
    region, reranker_region = settings.aws_bedrock_region, settings.aws_bedrock_reranker_region
    return Limits(
        stack=settings.stack,
        upload_url_seconds=settings.upload_url_seconds,
        upload_token_seconds=settings.upload_token_seconds,
        upload_single_bytes=settings.upload_single_bytes,
        upload_part_bytes=settings.upload_part_bytes,
        upload_verify_bytes=settings.upload_verify_bytes,
        inspector=FileInspector(share=share),
        job_lease_seconds=settings.job_lease_seconds,
        ai_units_per_day=settings.ai_units_per_day,
        clip_seconds_per_day=settings.clip_seconds_per_day,
        footage_role=Role(settings.footage_role),
        footage_url_seconds=settings.footage_url_seconds,
        playback_role=Role(settings.playback_role),
        playback_seconds_per_day=settings.playback_seconds_per_day,
        frames_per_day=settings.frames_per_day,
        quotas=Quotas(
            open_uploads=settings.organization_open_uploads,
            open_upload_bytes=settings.organization_open_upload_bytes,
            stored_bytes=settings.organization_stored_bytes,
            analyses_per_day=settings.organization_analyses_per_day,
        ),
        inbox_rules=InboxRules(settings.aws_ingest_organization),
        camera_policy=CameraPolicy(settings.ingest_create_cameras, settings.ingest_timezone),
        frame_slots=FrameSlots(keeps_ready=True, share=share),
        moment_slots=FrameSlots(2, keeps_ready=True, share=share),
        question_scheduler=QuestionScheduler(max_per_organization=settings.organization_questions_at_once),
        thumbnail_pool=Pool("thumbnails", 2, share=share),
        sql_pools=SqlPools(share),
        model_calls=FairSlots(settings.model_calls_at_once, fair_share(settings.model_calls_at_once, share)),
        clip_sound=settings.clip_sound,
        evidence=_build_evidence_limits(settings),
        ask=AskSettings.from_configuration(settings),
        model_uses=(
            ModelUse("language", settings.aws_bedrock_model_id, region, converses=True),
            ModelUse("vision", settings.aws_bedrock_vlm_model_id, region, converses=True),
            *_list_looking_models(settings),
            ModelUse("embeddings", settings.aws_bedrock_embedding_model_id, region),
            ModelUse("rerank", settings.aws_bedrock_rerank_model_id, reranker_region),
        ),
        prompt_call_seconds=settings.prompt_call_seconds,
        search_call_seconds=settings.search_call_seconds,
    )


def _build_evidence_limits(settings: config.Settings) -> EvidenceLimits:
    try:
        keys = EvidenceKeys.from_settings(settings.evidence_signing_key, settings.evidence_former_keys)
    except BadKey as problem:
        raise config.ConfigError(str(problem)) from None
    return EvidenceLimits(
        can_sign=keys.signing is not None,
        published_keys=keys.publish(),
        open_packages=settings.organization_open_packages,
        share_url=settings.share_url.rstrip("/"),
        share_days=settings.share_days,
        share_password_needed=settings.share_password_needed,
    )


def _list_looking_models(settings: config.Settings) -> Iterator[ModelUse]:
    region = settings.aws_bedrock_region
    if settings.aws_bedrock_look_model_id:
        yield ModelUse(LOOKING, settings.aws_bedrock_look_model_id, region, converses=True)
        if settings.aws_bedrock_look_first_model_id:
            yield ModelUse("looking first", settings.aws_bedrock_look_first_model_id, region, converses=True)


def _run_command(settings: config.Settings, arguments: Sequence[str]) -> int:
    if list(arguments) != ["check"]:
        sys.stderr.write("usage: python -m app [check]\n")
        return 2
    return 0 if asyncio.run(app_commands.check(settings)) else 1


def main() -> None:
    """Serve until SIGINT or SIGTERM. An invalid setting ends the start with one line."""
    try:
        settings = config.load_settings()
    except config.ConfigError as error:
        sys.exit(str(error))
    log.configure(settings.log_level, debug=settings.debug, levels=settings.log_levels)
    if sys.argv[1:]:
        sys.exit(_run_command(settings, sys.argv[1:]))
    if problem := asyncio.run(find_fatal_problem(settings.asyncpg_dsn)):
        sys.exit(problem)
    raise_descriptor_limit()
    if not settings.secret_key:
        _log.warning("SECRET_KEY is empty: every token is refused until it is set")
    try:
        application = create_app(settings)
    except config.ConfigError as error:
        sys.exit(str(error))
    server = DedicatedServer(uvicorn.Config(application, host=settings.host, port=settings.port, **UVICORN_OPTIONS))
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(3)


if __name__ == "__main__":
    main()
