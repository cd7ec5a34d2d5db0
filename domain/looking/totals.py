"""How a video was looked at, all looks together: the columns of its row."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from models.enums import EventType
from models.footage.looks import Look, LookReport


def sum_up(looks: Sequence[Look] | None, by_tracks: Sequence[str] = ()) -> dict[str, Any]:
    """looking, examined and partly_examined of a video. looks: None where no model was to look at it.

    A type is examined where every look could have told it, and nothing is left to look at; it is partly examined where
    some could. Where nothing was worth a look, nothing was examined by looks. by_tracks: the types that the analysis
    examined itself, because a zone, hours or a limit was set.
    """
    if looks is None:
        return {"looking": None, "examined": list(by_tracks), "partly_examined": []}
    reports = [look.report for look in looks if look.report is not None]
    everywhere, anywhere = _find_examined(reports, len(looks))
    return {
        "looking": {
            "moments": len(looks),
            "looked": len(reports),
            "dropped": sum(report.dropped for report in reports),
            "events": sum(len(report.rows) for report in reports),
            "models": sorted({report.model for report in reports}),
            "usd": round(sum(float(report.usage.get("estimated_cost_usd", 0.0)) for report in reports), 6),
            "unlooked": dict(Counter(look.unlooked.value for look in looks if look.unlooked is not None)),
        },
        "examined": [*by_tracks, *(kind.value for kind in EventType if kind in everywhere)],
        "partly_examined": [kind.value for kind in EventType if kind in anywhere - everywhere],
    }


def _find_examined(reports: Sequence[LookReport], parts: int) -> tuple[set[EventType], set[EventType]]:
    """The types that could be told at all parts, and those that could be told at some."""
    told = [set(report.examined) for report in reports]
    anywhere = set[EventType]().union(*told)
    return (set.intersection(*told) if told and len(told) == parts else set()), anywhere
