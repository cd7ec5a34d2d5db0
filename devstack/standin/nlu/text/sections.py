"""Parses the data sections of a message: JSON between <name> and </name>."""

import json
import re
from typing import Any

_SECTION = re.compile(r"^<([a-z]+)>\n(.*?)\n</\1>$", re.MULTILINE | re.DOTALL)


def parse_sections(message: str) -> dict[str, Any]:
    """Each section's name and value. Raises ValueError for a section that is not JSON."""
    sections: dict[str, Any] = {}
    for match in _SECTION.finditer(message):
        try:
            sections[match.group(1)] = json.loads(match.group(2))
        except json.JSONDecodeError as error:
            raise ValueError(f"The section <{match.group(1)}> is not JSON: {error.msg}.") from None
    return sections
