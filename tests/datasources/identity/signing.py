"""An identity provider's keys, and tokens that it signs with them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

ISSUER, AUDIENCE = "https://login.example/pool", "watchgraph"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KINDS: Mapping[str, tuple[Any, Any]] = {
    "RS256": (RSA, jwt.algorithms.RSAAlgorithm),
    "ES256": (ec.generate_private_key(ec.SECP256R1()), jwt.algorithms.ECAlgorithm),
    "EdDSA": (ed25519.Ed25519PrivateKey.generate(), jwt.algorithms.OKPAlgorithm),
}
SHOP = {"sub": "kim", "organization": "shop", "roles": ["OPERATOR"]}


def public(algorithm: str, kid: str, **more: Any) -> dict[str, Any]:
    """A key as its JWKS shows it."""
    private, family = KINDS[algorithm]
    return {**family.to_jwk(private.public_key(), as_dict=True), "kid": kid, "use": "sig", **more}


def token(algorithm: str = "RS256", kid: str | None = None, **claims: Any) -> str:
    """A token of Kim's for the shop; claims that are ... are left out."""
    told = {**SHOP, "iss": ISSUER, "aud": AUDIENCE, "exp": datetime.now(UTC) + timedelta(minutes=5), **claims}
    told = {name: value for name, value in told.items() if value is not ...}
    return jwt.encode(told, KINDS[algorithm][0], algorithm, headers={"kid": kid or algorithm})
