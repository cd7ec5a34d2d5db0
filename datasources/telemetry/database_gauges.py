"""Gauges that the database knows: jobs that wait, cameras that lag, budgets that are left.

They are read when Prometheus asks, and say the same in every process: alert on their maximum.
"""

from collections.abc import Mapping
from typing import Protocol

from prometheus_client import Gauge

from datasources.postgres.core.driver import fetch_rows
from datasources.postgres.core.engine import Postgres
from datasources.telemetry.metrics import REGISTRY

_JOBS = "SELECT kind, status, jobs, oldest FROM open_job_counts()"
_CAMERAS = "SELECT organization, site, camera, seconds FROM camera_lags($1)"
_SPENT = "SELECT organization, budget, units FROM spent_today($1)"
_MAX_CAMERAS, _MAX_BUDGETS = 2000, 500

JOBS = Gauge("watchgraph_jobs", "Open jobs of all organizations", ["kind", "state"], registry=REGISTRY)
OLDEST_JOB_SECONDS = Gauge(
    "watchgraph_job_oldest_seconds",
    "How long the oldest of them has waited, or run",
    ["kind", "state"],
    registry=REGISTRY,
)
CAMERA_LAG_SECONDS = Gauge(
    "watchgraph_camera_lag_seconds",
    "Time since the end of a camera's latest recording, of the cameras where it is longest",
    ["organization", "site", "camera"],
    registry=REGISTRY,
)
BUDGET_LEFT = Gauge(
    "watchgraph_budget_left",
    "Units that are left of today's budget (UTC), of the organizations that spent most",
    ["organization", "budget"],
    registry=REGISTRY,
)
CONNECTIONS = Gauge("watchgraph_database_connections", "Connections of this process", ["state"], registry=REGISTRY)


class DailyBudgets(Protocol):
    """Units per day of an organization."""

    @property
    def ai_units_per_day(self) -> int: ...
    @property
    def clip_seconds_per_day(self) -> int: ...
    @property
    def organization_analyses_per_day(self) -> int: ...


def list_budgets(settings: DailyBudgets) -> dict[str, int]:
    """Budget → units per day, as the gauges name them."""
    return {
        "ai": settings.ai_units_per_day,
        "clips": settings.clip_seconds_per_day,
        "analyses": settings.organization_analyses_per_day,
    }


class DatabaseGauges:
    """limits: budget (ai, clips, analyses) → units per day; 0 for no limit."""

    def __init__(self, postgres: Postgres, limits: Mapping[str, int]) -> None:
        self._postgres = postgres
        self._limits = limits

    async def refresh(self) -> None:
        """Read them. Raises Unavailable."""
        async with self._postgres.system_transaction() as connection:
            jobs = await fetch_rows(connection, _JOBS)
            cameras = await fetch_rows(connection, _CAMERAS, _MAX_CAMERAS)
            spent = await fetch_rows(connection, _SPENT, _MAX_BUDGETS)
        for gauge in (JOBS, OLDEST_JOB_SECONDS, CAMERA_LAG_SECONDS, BUDGET_LEFT):
            gauge.clear()
        for kind, status, count, oldest in jobs:
            JOBS.labels(kind, status).set(count)
            OLDEST_JOB_SECONDS.labels(kind, status).set(oldest)
        for organization, site, camera, seconds in cameras:
            CAMERA_LAG_SECONDS.labels(organization, site, camera).set(seconds)
        for organization, budget, units in spent:
            if limit := self._limits.get(budget):
                BUDGET_LEFT.labels(organization, budget).set(max(0, limit - units))
        open_, idle = self._postgres.count_connections()
        CONNECTIONS.labels("used").set(open_ - idle)
        CONNECTIONS.labels("idle").set(idle)
