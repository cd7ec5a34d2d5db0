"""Signatures are checked as RFC 8032 says, and as other programs do."""

import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evidence.ed25519 import derive_public_key, is_signed

# RFC 8032, section 7.1, tests 1 to 3: secret, public, message, signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), VECTORS)
def test_the_vectors_of_the_standard(secret: str, public: str, message: str, signature: str) -> None:
    assert derive_public_key(bytes.fromhex(secret)).hex() == public
    key, text, signed = (bytes.fromhex(one) for one in (public, message, signature))
    assert is_signed(key, text, signed)
    assert not is_signed(key, text + b"x", signed)
    assert not is_signed(derive_public_key(bytes(32)), text, signed)


def test_it_agrees_with_the_library_that_signs() -> None:
    for _ in range(3):
        seed, message = secrets.token_bytes(32), secrets.token_bytes(100)
        key = Ed25519PrivateKey.from_private_bytes(seed)
        assert derive_public_key(seed) == key.public_key().public_bytes_raw()
        assert is_signed(derive_public_key(seed), message, key.sign(message))


def test_no_second_signature_can_be_made_of_one() -> None:
    """Adding the group's order to the second half would otherwise give another that is valid too."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    signature = key.sign(b"text")
    order = 2**252 + 27742317777372353535851937790883648493
    other = signature[:32] + (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    public = key.public_key().public_bytes_raw()
    assert is_signed(public, b"text", signature)
    assert not is_signed(public, b"text", other)
    assert not is_signed(public, b"text", signature[:63])
    assert not is_signed(b"\xff" * 32, b"text", signature)
