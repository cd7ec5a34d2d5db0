"""The words of an event: what is embedded for it."""

from collections.abc import Mapping
from typing import Any


def embedding_text(row: Mapping[str, Any]) -> str:
    """English and Korean description and keywords of an event, so that a question in either language comes near.

    row has the event table's column names.
    """
    keywords = ", ".join(row.get("keywords") or ())
    parts = (row["description"], row.get("description_ko"), keywords)
    return "\n".join(part for part in parts if part)
