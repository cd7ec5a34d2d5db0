"""The present moment, where the camera hangs."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo


def read_now(context: Mapping[str, Any]) -> datetime:
    """The context's moment in its time zone, not with its offset: on other days, clocks may go differently."""
    now = datetime.fromisoformat(context["now"]) if context.get("now") else datetime.now(UTC)
    return now.astimezone(ZoneInfo(context["timezone"])) if context.get("timezone") else now
