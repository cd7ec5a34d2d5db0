"""Names that come from an identity provider: whose organization, and who.

They scope rows, are part of keys in the buckets and are told to people, so what cannot be seen in them is refused.
"""

import unicodedata
from typing import Literal

from models.footage.object_keys import MAX_SEGMENT_BYTES, escape_segment
from models.text.text import is_invisible

Flaw = Literal["is empty", "begins or ends with a blank", "holds characters that cannot be seen", "is too long"]
MAX_NAME_LENGTH = 255
# Control (Cc), format: bidi and zero-width (Cf), surrogates, line and paragraph separators. Private use (Co) and what
# is not assigned (Cn) look like nothing known, or like whatever a font makes of it.
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def find_flaw(claim: str) -> Flaw | None:
    """Why a user's or an organization's name is not taken; None where it is."""
    if not claim:
        return "is empty"
    if claim != claim.strip():
        return "begins or ends with a blank"
    if len(claim) > MAX_NAME_LENGTH:
        return "is too long"
    if any(is_invisible(one) or unicodedata.category(one) in _REFUSED_CATEGORIES for one in claim):
        return "holds characters that cannot be seen"
    return None


def find_organization_flaw(claim: str) -> Flaw | None:
    """The same of an organization's name, which has to fit into a key, too."""
    found = find_flaw(claim)
    if found is None and len(escape_segment(claim).encode()) > MAX_SEGMENT_BYTES:
        return "is too long"
    return found
