"""Counters and gauges of this process, in one registry. They cost under a microsecond each, whether anybody reads them
or not; `datasources.telemetry.server` serves them.

Names follow https://prometheus.io/docs/practices/naming/: base units, `_total` for counters.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from datasources.telemetry.labels import BoundedLabel
from models.errors import WatchgraphError

_MAX_OPERATIONS, _MAX_ORGANIZATIONS, _MAX_MODELS = 200, 200, 50
_LATENCIES = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_JOB_LENGTHS = (0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 4 * 3600)
_SPEEDS = (0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 20, 50, 100)

REGISTRY = CollectorRegistry(auto_describe=True)
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

OPERATIONS = Counter(
    "watchgraph_operations_total",
    "GraphQL operations that ended; code: OK, or that of the first error",
    ["operation", "code"],
    registry=REGISTRY,
)
OPERATION_SECONDS = Histogram(
    "watchgraph_operation_seconds",
    "How long GraphQL operations took",
    ["operation"],
    buckets=_LATENCIES,
    registry=REGISTRY,
)
PLANNED_OPERATIONS = Counter(
    "watchgraph_planned_operations_total",
    "Queries by what answered them: a compiled plan, or the ordinary executor",
    ["by"],
    registry=REGISTRY,
)
SUBSCRIBERS = Gauge(
    "watchgraph_subscribers", "Operations of sockets and event streams that are open in this process", registry=REGISTRY
)
DATABASE_CALLS = Counter(
    "watchgraph_database_calls_total", "Reads of one statement, and transactions", registry=REGISTRY
)
DATABASE_SECONDS = Counter(
    "watchgraph_database_seconds_total", "Time in them, with the work between their statements", registry=REGISTRY
)
JOB_ATTEMPTS = Counter(
    "watchgraph_job_attempts_total",
    "Attempts of jobs here; outcome: done, retry, postponed, failed, released, lease_lost, unstored",
    ["kind", "outcome"],
    registry=REGISTRY,
)
JOB_SECONDS = Histogram(
    "watchgraph_job_attempt_seconds",
    "How long attempts of jobs took",
    ["kind"],
    buckets=_JOB_LENGTHS,
    registry=REGISTRY,
)
LEASES_LOST = Counter(
    "watchgraph_leases_lost_total", "Jobs that were cancelled or taken over while they ran here", registry=REGISTRY
)
ANALYSIS_SPEED = Histogram(
    "watchgraph_analysis_speed_ratio",
    "Seconds of footage analyzed per second",
    buckets=_SPEEDS,
    registry=REGISTRY,
)
MODEL_CALLS = Counter(
    "watchgraph_model_calls_total",
    "Calls to models; outcome: ok, or the error's code",
    ["model", "organization", "outcome"],
    registry=REGISTRY,
)
MODEL_SECONDS = Histogram(
    "watchgraph_model_call_seconds", "How long calls to models took", ["model"], buckets=_LATENCIES, registry=REGISTRY
)
MODEL_TOKENS = Counter(
    "watchgraph_model_tokens_total",
    "Tokens that models read and wrote",
    ["model", "organization", "direction"],
    registry=REGISTRY,
)
MODEL_IMAGES = Counter(
    "watchgraph_model_images_total", "Pictures that models looked at", ["model", "organization"], registry=REGISTRY
)
MODEL_USD = Counter(
    "watchgraph_model_usd_total",
    "What model calls cost by list prices, in US dollars",
    ["model", "organization"],
    registry=REGISTRY,
)

_operations = BoundedLabel(_MAX_OPERATIONS)
_organizations = BoundedLabel(_MAX_ORGANIZATIONS)
_models = BoundedLabel(_MAX_MODELS)
_served = False
# For whom this task, and those that it starts, work.
_ORGANIZATION: ContextVar[str] = ContextVar("metrics_organization", default="")


def is_served() -> bool:
    """Whether anybody may read the metrics. What costs more than a counter asks first."""
    return _served


def mark_served() -> None:
    global _served
    _served = True


@contextmanager
def work_for(organization: str) -> Iterator[None]:
    """Count model calls inside as those of this organization."""
    token = _ORGANIZATION.set(organization)
    try:
        yield
    finally:
        _ORGANIZATION.reset(token)


def count_operation(name: str | None, code: str, seconds: float) -> None:
    """name: that the client gave. code: OK, or of the first error."""
    operation = _operations.bound(name or "anonymous")
    OPERATIONS.labels(operation, code).inc()
    OPERATION_SECONDS.labels(operation).observe(seconds)


@contextmanager
def measure_model_call(model_id: str) -> Iterator[None]:
    """Count a call, with the code of the error that ended it."""
    began, outcome, model = time.perf_counter(), "ok", _models.bound(model_id)
    try:
        yield
    except WatchgraphError as error:
        outcome = error.code
        raise
    except BaseException as error:
        outcome = "cancelled" if isinstance(error, asyncio.CancelledError | GeneratorExit) else "INTERNAL"
        raise
    finally:
        MODEL_CALLS.labels(model, _current_organization(), outcome).inc()
        MODEL_SECONDS.labels(model).observe(time.perf_counter() - began)


@dataclass(slots=True)
class Attempt:
    outcome: str = "unstored"


@contextmanager
def measure_attempt(kind: str) -> Iterator[Attempt]:
    """Count an attempt of a job, with the outcome that the block sets."""
    began, attempt = time.perf_counter(), Attempt()
    try:
        yield attempt
    finally:
        JOB_ATTEMPTS.labels(kind, attempt.outcome).inc()
        JOB_SECONDS.labels(kind).observe(time.perf_counter() - began)


def count_model_usage(model_id: str, *, input_tokens: int, output_tokens: int, images: int, usd: float) -> None:
    labels = (_models.bound(model_id), _current_organization())
    MODEL_TOKENS.labels(*labels, "input").inc(input_tokens)
    MODEL_TOKENS.labels(*labels, "output").inc(output_tokens)
    MODEL_IMAGES.labels(*labels).inc(images)
    MODEL_USD.labels(*labels).inc(usd)


def _current_organization() -> str:
    return _organizations.bound(_ORGANIZATION.get())
