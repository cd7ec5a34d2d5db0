"""What one organization may use."""

from pydantic import Field
from pydantic_settings import BaseSettings


class BudgetSettings(BaseSettings):
    """What one organization may use."""

    ai_units_per_day: int = Field(
        2000, ge=0, description="units of model work of an organization per day (UTC), see docs/access.md; 0: no limit"
    )
    organization_open_uploads: int = Field(
        100, ge=0, description="uploads that an organization may have announced and not confirmed; 0: no limit"
    )
    organization_open_upload_bytes: int = Field(
        1024**4, ge=0, le=2**62, description="bytes of those, as announced; 0: no limit"
    )
    organization_stored_bytes: int = Field(
        10 * 1024**4,
        ge=0,
        le=2**62,
        description="bytes of footage and clips that an organization may keep; 0: no limit",
    )
    organization_analyses_per_day: int = Field(
        2000, ge=0, le=10**9, description="analyses that an organization may start per day (UTC); 0: no limit"
    )
    organization_share: float = Field(
        0.75, gt=0, le=1, description="share of a process's slots of a kind that one organization may use at once"
    )
    organization_questions_at_once: int = Field(
        100, ge=1, le=10**6, description="questions of an organization that an API process takes at once; more: BUSY"
    )
    model_calls_at_once: int = Field(64, ge=1, le=256, description="model calls that an API process makes at once")
    playback_seconds_per_day: int = Field(
        360000,
        ge=0,
        le=10**9,
        description="seconds of footage made playable for an organization per day (UTC), where browsers do not play "
        "it as it is; 0: no limit",
    )
    frames_per_day: int = Field(
        20000,
        ge=0,
        le=10**9,
        description="pictures of moments (frameUrl) made for an organization per day (UTC); 0: no limit",
    )
    clip_seconds_per_day: int = Field(
        36000,
        ge=0,
        le=10**9,
        description="seconds of clips of an organization per day (UTC), exact ones count tenfold; 0: no limit",
    )
