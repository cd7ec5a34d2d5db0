"""How footage comes in and goes out."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings


class FootageSettings(BaseSettings):
    """How footage comes in and goes out."""

    footage_role: Literal["VIEWER", "OPERATOR", "ADMIN"] = Field(
        "OPERATOR", description="lowest role that may take footage out: downloadUrl, clipUrl and exportClip"
    )
    playback_role: Literal["VIEWER", "OPERATOR", "ADMIN"] = Field(
        "VIEWER", description="lowest role that may watch videos: playbackUrl. Who watches can also keep what is played"
    )
    footage_url_seconds: int = Field(
        3600, ge=60, le=43200, description="longest validity of a URL for taking footage out"
    )
    upload_url_seconds: int = Field(900, ge=60, le=3600, description="validity of a presigned URL")
    upload_token_seconds: int = Field(604800, ge=60, le=604800, description="validity of an upload token")
    upload_single_bytes: int = Field(
        64 * 1024**2, ge=0, le=5 * 1024**3, description="largest upload that is sent by one PUT; larger ones in parts"
    )
    upload_part_bytes: int = Field(
        16 * 1024**2, ge=65536, le=5 * 1024**3, description="size of a part; S3 requires 5 MiB or more"
    )
    upload_verify_bytes: int = Field(
        1024**3,
        ge=0,
        description="largest upload in parts whose SHA-256 is compared on confirmation; else on analysis",
    )
    clip_sound: bool = Field(
        False, description="true gives clips the footage's sound; many laws forbid sound of fixed cameras"
    )
