"""Names that come from an identity provider: whose organization, and who.

They scope rows, are part of keys in the buckets and are told to people, so what cannot be seen in them is refused.
"""

import re
import unicodedata
from typing import Literal

from models.object_keys import LONGEST_SEGMENT_BYTES, segment

Flaw = Literal["is empty", "begins or ends with a blank", "holds characters that cannot be seen", "is too long"]
LONGEST = 255
# Unicode's Default_Ignorable_Code_Point, as far as it is not of a category below: fillers, joiners and selectors that
# take no place; and the blank of Braille.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
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
    if _UNSEEN.search(claim) or any(unicodedata.category(one) in _REFUSED for one in claim):
        return "holds characters that cannot be seen"
    return None


def organization_flaw(claim: str) -> Flaw | None:
    """The same of an organization's name, which has to fit into a key, too."""
    found = flaw(claim)
    if found is None and len(segment(claim).encode()) > LONGEST_SEGMENT_BYTES:
        return "is too long"
    return found
