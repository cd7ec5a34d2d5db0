"""Small inputs for the writers of the stand-in."""

from typing import Any

Row = dict[str, Any]


def build_row(number: int, kind: str, start: float, end: float, who: str | None = "P1", **more: Any) -> Row:
    first, last = _timecode(start), _timecode(end)
    told: Row = {
        "n": number,
        "type": kind,
        "video": "Left aisle",
        "time": first if first == last else f"{first}–{last}",
        "startSeconds": start,
        "endSeconds": end,
        "description": "A person is there.",
    }
    return {**told, **({"person": who} if who else {}), **more}


def build_sections(language: str, plan: dict[str, Any], rows: list[Row], **facts: Any) -> dict[str, Any]:
    """The sections of an answer. facts: any that differ from what the rows themselves say."""
    people = len({one["person"] for one in rows if "person" in one})
    request = {"language": language, "plan": plan, "timesOfDay": "occurredAt" in plan, "severalVideos": False}
    counted = {"events": len(rows), "people": people, "exact": True, "types": {}, "sides": [], **facts}
    return {"question": "…", "request": request, "facts": counted, "evidence": rows}


def _timecode(seconds: float) -> str:
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"
