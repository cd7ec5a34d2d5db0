"""How long footage is kept, and where."""

from pydantic import Field
from pydantic_settings import BaseSettings


class KeepingSettings(BaseSettings):
    """How long footage is kept, and where."""

    retention_days: int = Field(
        30,
        ge=0,
        le=36500,
        description="days that footage is kept where neither its camera nor its organization says; 0: for good",
    )
    retention_warning_days: float = Field(
        3.0, ge=0, le=365, description="days from the announcement of an expiry to the expiry; 0: it is not announced"
    )
    retention_event_days: int = Field(
        0, ge=0, le=36500, description="days that events outlive their footage, without pictures; 0: they go with it"
    )
    tier_weight_age: float = Field(1.0, ge=0, le=100, description="hotness of footage that was just recorded")
    tier_weight_citations: float = Field(
        0.3, ge=0, le=100, description="hotness for each doubling of an answer's citations, in 90 days"
    )
    tier_weight_downloads: float = Field(0.5, ge=0, le=100, description="the same for downloads and exports")
    tier_weight_reviews: float = Field(0.3, ge=0, le=100, description="the same for reviews of events")
    tier_weight_hold: float = Field(1.0, ge=0, le=100, description="hotness of footage under legal hold")
    tier_half_life_days: float = Field(14.0, gt=0, le=36500, description="days after which age alone is half as hot")
    tier_warm_below: float = Field(0.35, ge=0, le=1000, description="hotness below which WARM is proposed")
    tier_cold_below: float = Field(0.05, ge=0, le=1000, description="hotness below which COLD is proposed")
