"""What the API needs to know of evidence packages: whether they can be signed, and the bounds of orders and links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Links to one package that can be opened at once.
MAX_SHARES = 20
LEAST_PASSWORD, LONGEST_PASSWORD = 8, 200


@dataclass(frozen=True, slots=True)
class EvidenceLimits:
    """published_keys: what /evidence/keys serves. share_url: empty where no links are made."""

    can_sign: bool = False
    published_keys: Mapping[str, Any] = field(default_factory=lambda: {"keys": []})
    open_packages: int = 5
    share_url: str = ""
    share_days: int = 30
    share_password_needed: bool = False
