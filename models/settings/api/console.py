"""The page for people."""

import re
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode

# Scheme and host, as a browser's policy takes them: no path, and nothing that could end the directive.
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\[\]:*-]+")


class ConsoleSettings(BaseSettings):
    """The page for people."""

    console: bool = Field(False, description="true serves the console, a page for people, at /")
    console_media_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="origins that its pictures and footage come from besides S3, such as a CDN's, by commas"
    )

    @field_validator("console_media_origins", mode="before")
    @classmethod
    def _split_media_origins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        origins = tuple(part.strip() for part in value.split(",") if part.strip())
        for origin in origins:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin such as https://footage.example.com")
        return origins
