"""What a process tells about its work."""

from pydantic import Field
from pydantic_settings import BaseSettings


class TelemetrySettings(BaseSettings):
    """Where the metrics are served. Each process has a port of its own."""

    metrics_host: str = Field("127.0.0.1", min_length=1, description="address of the ports of metrics")
    metrics_port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description="port at which the API serves /metrics to Prometheus; empty: none; 0: a free one",
    )
    worker_metrics_port: int | None = Field(None, ge=0, le=65535, description="the same for the worker")
    metrics_token: str = Field("", repr=False, description="Bearer token that a scrape must carry; empty: none")
