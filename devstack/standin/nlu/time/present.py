"""The current time in the camera's zone."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo


def read_now(context: Mapping[str, Any]) -> datetime:
    """The context's time in its zone, not just with its offset, which may differ on other days."""
    now = datetime.fromisoformat(context["now"]) if context.get("now") else datetime.now(UTC)
    return now.astimezone(ZoneInfo(context["timezone"])) if context.get("timezone") else now
