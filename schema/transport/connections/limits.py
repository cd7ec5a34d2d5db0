"""Limits for one connection, and for all of them together."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# Providers give one customer a whole /64; otherwise each of its 2^64 addresses would count separately.
_IPV6_PREFIX = 64


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Seconds, bytes and numbers; config.py describes the settings behind them.

    max_connections: open at once; max_per_address: of these from one address. proxies: networks whose X-Forwarded-For
    is trusted. A proxy may open any number of connections; max_per_address then limits the concurrent requests of each
    address behind it.
    """

    idle_seconds: float = 10.0
    headers_seconds: float = 20.0
    headers_bytes: int = 64 * 1024
    body_seconds: float = 30.0
    body_bytes_per_second: int = 1000
    response_idle_seconds: float = 60.0
    max_connections: int = 4096
    max_per_address: int = 256
    proxies: Sequence[_Network] = ()


def parse_networks(text: str) -> tuple[_Network, ...]:
    """Addresses and networks, separated by commas. Raises ValueError."""
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())


@lru_cache(maxsize=4096)
def to_address_key(host: str) -> str:
    """The key that an address is counted by: itself, or its /64 network for IPv6."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host[:64]
    if address.version == 4:
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _IPV6_PREFIX), strict=False))


def is_in_networks(host: str, networks: Sequence[_Network]) -> bool:
    """Whether the address lies in one of these networks."""
    if not networks:
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in networks)
