"""What a connection may do, and for how long."""

import ipaddress
import re
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode

_ORIGIN = re.compile(r"\*|https?://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?:\d{1,5}|\*))?")


class RequestSettings(BaseSettings):
    """What a connection may do, and for how long."""

    connections_max: int = Field(4096, ge=1, le=1000000, description="connections of a process")
    connections_per_address: int = Field(
        256, ge=1, le=1000000, description="of them from one address, or one IPv6 /64 network"
    )
    forwarded_allow_ips: str = Field(
        "", description="proxies whose X-Forwarded-For and -Proto are trusted: addresses, networks, by commas"
    )
    request_idle_seconds: float = Field(
        10.0, gt=0, le=600, description="longest silence within a request, and until a socket sends its token"
    )
    request_headers_seconds: float = Field(20.0, gt=0, le=600, description="longest time for a request's headers")
    request_headers_bytes: int = Field(65536, ge=1024, le=1048576, description="size of a request's headers")
    request_body_seconds: float = Field(
        30.0, gt=0, le=3600, description="longest time for its body, plus the seconds that its bytes add"
    )
    request_body_bytes_per_second: int = Field(
        1000, ge=1, le=1000000, description="received bytes of a body that add a second to its time"
    )
    response_idle_seconds: float = Field(
        60.0, gt=0, le=3600, description="longest pause of a client that reads an answer"
    )
    request_max_bytes: int = Field(262144, ge=1024, le=16777216, description="size of a request's body")
    import_max_bytes: int = Field(
        4194304, ge=1024, le=67108864, description="the same for importEvents, of callers who may bring footage"
    )
    cors_allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="origins of browsers allowed to call, separated by commas; http://localhost:* is one of any port",
    )

    @field_validator("cors_allowed_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value

    @field_validator("cors_allowed_origins")
    @classmethod
    def _check_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin such as https://console.example.com or http://localhost:*")
        return value

    @field_validator("forwarded_allow_ips", check_fields=False)
    @classmethod
    def _check_proxy_networks(cls, value: str) -> str:
        for part in filter(None, (network.strip() for network in value.split(","))):
            try:
                ipaddress.ip_network(part)
            except ValueError:
                raise ValueError(f"{part!r} is no address and no network such as 10.0.0.0/16") from None
        return value
