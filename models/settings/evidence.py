"""Evidence packages, and links to them."""

from pydantic import Field
from pydantic_settings import BaseSettings

_HTTP_URL = r"^(https?://[^\s/?#]+[^\s?#]*)?$"
_KEYS = r"^([A-Za-z0-9+/]{43}=(,\s*[A-Za-z0-9+/]{43}=)*)?$"
_KEY = r"^([A-Za-z0-9+/]{43}=)?$"


class EvidenceSettings(BaseSettings):
    """Evidence packages, and links to them."""

    evidence_signing_key: str = Field(
        "",
        pattern=_KEY,
        repr=False,
        description="Ed25519 key that signs evidence packages, in base64: `python -m evidence new-key` prints one; "
        "empty: none are made",
    )
    evidence_former_keys: str = Field(
        "",
        pattern=_KEYS,
        description="public keys of earlier signing keys, in base64, by commas; /evidence/keys lists them",
    )
    evidence_tsa_url: str = Field(
        "", pattern=_HTTP_URL, description="time stamping authority (RFC 3161) that stamps each package; empty: none"
    )
    organization_open_packages: int = Field(
        5, ge=1, le=1000, description="evidence packages of an organization that are made at once; more are refused"
    )
    worker_package_slots: int = Field(1, ge=1, le=16, description="evidence packages that a worker makes at once")
    share_url: str = Field(
        "",
        pattern=_HTTP_URL,
        description="address under which outsiders reach this server, for links to packages; empty: no links",
    )
    share_days: int = Field(30, ge=1, le=3650, description="days that a link to a package lives at most")
    share_password_needed: bool = Field(False, description="true refuses links without a password")
