"""Checks names of users, organizations and sites that come from an identity provider.

They scope rows, are part of object keys and are shown to people, so invisible characters are refused.
"""

import unicodedata
from typing import Literal

from models.footage.object_keys import MAX_SEGMENT_BYTES, escape_segment
from models.text.text import is_invisible

Flaw = Literal[
    "is empty",
    "begins or ends with a blank",
    "holds characters that cannot be seen",
    "is too long",
    "begins like the name of a service token",
]
MAX_NAME_LENGTH = 255
# Control (Cc), format such as bidi and zero-width (Cf), surrogates (Cs), line and paragraph separators (Zl, Zp).
# Private use (Co) and unassigned (Cn) characters have no defined appearance.
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def find_flaw(claim: str) -> Flaw | None:
    """Why a name is refused; None where it is accepted."""
    if not claim:
        return "is empty"
    if claim != claim.strip():
        return "begins or ends with a blank"
    if len(claim) > MAX_NAME_LENGTH:
        return "is too long"
    if any(is_invisible(character) or unicodedata.category(character) in _REFUSED_CATEGORIES for character in claim):
        return "holds characters that cannot be seen"
    return None


def find_user_flaw(claim: str) -> Flaw | None:
    """Why the name of a user is refused; None where it is accepted. A user's name is not a service token's."""
    flaw = find_flaw(claim)
    return "begins like the name of a service token" if flaw is None and claim.startswith("token:") else flaw


def find_organization_flaw(claim: str) -> Flaw | None:
    """Why the name of an organization or a site is refused, which must also fit into an object key."""
    flaw = find_flaw(claim)
    if flaw is None and len(escape_segment(claim).encode()) > MAX_SEGMENT_BYTES:
        return "is too long"
    return flaw
