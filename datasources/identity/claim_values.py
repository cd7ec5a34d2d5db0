"""Finds a claim by its name or path, and reads the claim of sites."""

import logging
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Any

from models.access.claims import find_organization_flaw
from models.access.site_access import MAX_SITES
from models.errors import Unauthenticated

_log = logging.getLogger(__name__)
# The same names come with each request; only tokens that were verified get so far.
_find_flaw = lru_cache(maxsize=10_000)(find_organization_flaw)


class Missing(Enum):
    """Stands for a claim that a token does not have, as JSON's null does not."""

    MISSING = "missing"


MISSING = Missing.MISSING


def find_claim(claims: Mapping[str, Any], name: str) -> Any:
    """A claim by its whole name, otherwise by a path of names joined by dots; MISSING where there is none."""
    if name in claims:
        return claims[name]
    value: Any = claims
    for step in name.split("."):
        if not isinstance(value, dict) or step not in value:
            return MISSING
        value = value[step]
    return value


def parse_sites(claim: Any) -> frozenset[str] | None:
    """The sites that a token is limited to; None: its claim is MISSING, so it is not limited.

    A list of names, or names in one text: between commas, or between blanks where it has no comma. Raises
    Unauthenticated, and logs why, for anything else: a claim that is not understood must not open every site.
    """
    if claim is MISSING:
        return None
    names = _split(claim) if isinstance(claim, str) else claim
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        _log.warning("A token's sites are not taken: they are neither a list of texts nor a text")
        raise Unauthenticated
    if len(names) > MAX_SITES:
        _log.warning("A token's sites are not taken: they are %d, and may be %d", len(names), MAX_SITES)
        raise Unauthenticated
    for name in names:
        flaw = _find_flaw(name)
        if flaw is not None:
            _log.warning("A token's site is not taken: it %s", flaw)
            raise Unauthenticated
    return frozenset(names)


def _split(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")] if "," in text else text.split()
