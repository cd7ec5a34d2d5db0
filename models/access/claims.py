"""Names that come from an identity provider: whose organization, and who.

They scope rows, are part of keys in the buckets and are told to people, so what cannot be seen in them is refused.
"""

import unicodedata
from typing import Literal

from models.footage.object_keys import LONGEST_SEGMENT_BYTES, segment
from models.text.text import is_unseen

Flaw = Literal["is empty", "begins or ends with a blank", "holds characters that cannot be seen", "is too long"]
LONGEST = 255
# Control (Cc), format: bidi and zero-width (Cf), surrogates, line and paragraph separators. Private use (Co) and what
# is not assigned (Cn) look like nothing known, or like whatever a font makes of it.
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def flaw(claim: str) -> Flaw | None:
    """Why a user's or an organization's name is not taken; None where it is."""
    if not claim:
        return "is empty"
    if claim != claim.strip():
        return "begins or ends with a blank"
    if len(claim) > LONGEST:
        return "is too long"
    if any(is_unseen(one) or unicodedata.category(one) in _REFUSED for one in claim):
        return "holds characters that cannot be seen"
    return None


def organization_flaw(claim: str) -> Flaw | None:
    """The same of an organization's name, which has to fit into a key, too."""
    found = flaw(claim)
    if found is None and len(segment(claim).encode()) > LONGEST_SEGMENT_BYTES:
        return "is too long"
    return found
