"""How workers take and repeat jobs."""

from pydantic import Field
from pydantic_settings import BaseSettings


class JobSettings(BaseSettings):
    """How workers take and repeat jobs."""

    worker_analysis_slots: int = Field(1, ge=1, le=32, description="analyses that a worker runs at once")
    automatic_ai_share: float = Field(
        0.5, ge=0, le=1, description="share of AI_UNITS_PER_DAY that automatic work may use"
    )
    worker_prompt_slots: int = Field(4, ge=1, le=64, description="prompts and summaries that a worker runs at once")
    worker_import_slots: int = Field(2, ge=1, le=32, description="objects of the inbox that a worker imports at once")
    job_lease_seconds: float = Field(
        30.0, ge=1, le=3600, description="a worker that is silent for longer loses its job"
    )
    job_attempts: int = Field(5, ge=1, le=20, description="attempts before a job fails")
    job_longest_pause_seconds: float = Field(
        300.0, ge=2, le=3600, description="longest pause between two attempts; it doubles from 2"
    )
