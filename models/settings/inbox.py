"""Footage that lies in the bucket already."""

from zoneinfo import available_timezones

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

_QUEUE_URL = r"^(https?://\S+)?$"


class InboxSettings(BaseSettings):
    """Footage that lies in the bucket already."""

    aws_ingest_queue_url: str = Field(
        "", pattern=_QUEUE_URL, description="queue of S3's notifications of new objects under inbox/; empty: none"
    )
    aws_ingest_organization: str = Field(
        "",
        max_length=255,
        description="organization of all of inbox/SITE/CAMERA/TIME.ext; empty: keys are inbox/ORGANIZATION/SITE/…",
    )
    ingest_create_cameras: bool = Field(True, description="true makes cameras that such keys name; else they wait")
    ingest_timezone: str = Field("UTC", description="IANA time zone of cameras that are made so")
    ingest_delete_imported: bool = Field(
        False, description="true deletes an object of the inbox once its video is stored and has a copy of it"
    )
    ingest_scan_seconds: float = Field(
        0, ge=0, le=604800, description="seconds between two scans of the inbox for objects nobody told of; 0: none"
    )

    @field_validator("ingest_timezone")
    @classmethod
    def _check_time_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("no time zone of this name is known")
        return value
