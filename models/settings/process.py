"""How a process runs: its log, its address and the key of its tokens."""

import ipaddress
from typing import Literal

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings

MINIMUM_KEY_LENGTH = 32
# Placeholders such as "changeme…" have fewer different characters than 32 random ones.
_MINIMUM_DISTINCT_CHARACTERS = 10


class ProcessSettings(BaseSettings):
    """How a process runs: its log, its address and the key of its tokens."""

    debug: bool = Field(False, description="true shows tracebacks in the log; never in answers")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="least severe line logged")
    log_levels: str = Field(
        "",
        pattern=r"^\s*([A-Za-z0-9_.]+=(DEBUG|INFO|WARNING|ERROR)\s*(,\s*|$))*$",
        description="other levels for some modules: domain.ask=DEBUG,schema=WARNING; the longest name decides",
    )
    host: str = Field("127.0.0.1", description="address to listen on; other than loopback needs a SECRET_KEY")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    stack: str = Field("aws", min_length=1, max_length=40, description="name that serverInfo returns: aws, embedded, …")
    graphiql: bool = Field(False, description="true serves GraphiQL at /graphql to browsers")
    docs: bool = Field(True, description="false hides the reference of the schema at /docs")
    secret_key: str = Field("", repr=False, description="key of HS256 tokens, at least 32 characters")

    @model_validator(mode="after")
    def _check_secret_key(self) -> "ProcessSettings":
        if not _is_loopback(self.host) and len(self.secret_key) < MINIMUM_KEY_LENGTH:
            raise ValueError(
                f"SECRET_KEY has {len(self.secret_key)} characters while HOST is {self.host}: "
                f"set at least {MINIMUM_KEY_LENGTH} random characters, or listen on 127.0.0.1"
            )
        if not _is_loopback(self.host) and len(set(self.secret_key)) < _MINIMUM_DISTINCT_CHARACTERS:
            raise ValueError(
                f"SECRET_KEY is made of few different characters while HOST is {self.host}: "
                f"set at least {MINIMUM_KEY_LENGTH} random characters, or listen on 127.0.0.1"
            )
        return self


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
