"""For which types of events footage was examined: by the analysis, by other systems, by a model that looks."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, CTE, ColumnElement, Integer, Text, cast, func, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import array

from datasources.postgres.search.conditions import build_event_conditions, event, video
from models.enums import EventType
from models.event_sources import LOOK_SOURCE
from models.event_types import LATER_TYPES, SETTING_TYPES, UNDETECTED_TYPES
from models.filters import EventFilter

_NONE: ColumnElement[Any] = literal_column("0")
_MOMENTS = cast(video.c.looking["moments"].astext, Integer)
_LOOKED = cast(video.c.looking["looked"].astext, Integer)


def group_videos(in_scope: Sequence[Any], *, seconds: ColumnElement[Any], ends: ColumnElement[Any]) -> CTE:
    """Videos by status and by what they were examined for: a few rows of totals, of a table that is read once.

    seconds, ends: what was seen of a video, and when it ended. version: the lowest.
    """
    unlooked = video.c.looking.is_(None)
    kinds = (video.c.status, unlooked, video.c.examined, video.c.partly_examined)
    return (
        select(
            video.c.status,
            unlooked.label("unlooked"),
            video.c.examined,
            video.c.partly_examined,
            func.count().label("videos"),
            func.sum(seconds).label("seconds"),
            func.min(video.c.recorded_at).label("starts"),
            func.max(ends).label("ends"),
            func.min(video.c.analysis_version).label("version"),
            func.count().filter(_MOMENTS > _NONE).label("busy"),
            func.sum(_MOMENTS).label("moments"),
            func.sum(_LOOKED).label("looked"),
        )
        .where(*in_scope)
        .group_by(*kinds)
        .cte("footage")
    )


def select_unreported_types(wanted: EventFilter | None, analyzed: CTE) -> ColumnElement[Any]:
    """Types that nothing looked for in a part of the footage, and of which no other system reported an event there.

    The analysis does not detect them, or only with a setting, or the version did not that analyzed a video. analyzed:
    groups of videos that were analyzed, with the lowest version of each. One index lookup a type.
    """
    names, versions = zip(*LATER_TYPES, strict=True)
    later = (
        func.unnest(array(names, type_=Text), array(versions, type_=Integer))
        .table_valued("name", "since", name="kind")
        .render_derived()
    )
    reported = (
        select(event.c.id)
        .where(
            event.c.type == later.c.name,
            event.c.source.not_like(f"{LOOK_SOURCE}%"),
            *build_event_conditions(wanted),
        )
        .exists()
    )
    oldest = func.coalesce(select(func.min(analyzed.c.version)).scalar_subquery(), max(versions) - 1)
    unexamined = select(later.c.name).where(later.c.since > oldest, ~reported)
    return func.array(unexamined.scalar_subquery(), type_=ARRAY(Text))


def select_looking(analyzed: CTE) -> ColumnElement[Any]:
    """How a model looked at videos, as JSON: {videos, unlooked, busy, moments, looked, types: {type: [whole, part]}}.

    unlooked: videos at which no model was to look; busy: those of the others where something was worth a look. types:
    in how many of those it could have told a type wherever something happened, or in a part; of types that need a
    setting, in how many videos it was set. analyzed: groups of videos, with these numbers.
    """
    videos = analyzed.c.videos
    kinds = union_all(
        select(func.unnest(analyzed.c.examined).label("name"), videos.label("whole"), _NONE.label("part")),
        select(func.unnest(analyzed.c.partly_examined).label("name"), _NONE.label("whole"), videos.label("part")),
    ).subquery()
    counted = select(kinds.c.name, func.sum(kinds.c.whole).label("whole"), func.sum(kinds.c.part).label("part"))
    counts = counted.group_by(kinds.c.name).subquery()
    by_type = select(func.jsonb_object_agg(counts.c.name, func.jsonb_build_array(counts.c.whole, counts.c.part)))
    told = func.jsonb_build_object(
        literal_column("'videos'"),
        _add_up(videos),
        literal_column("'unlooked'"),
        _add_up(videos, analyzed.c.unlooked),
        literal_column("'busy'"),
        _add_up(analyzed.c.busy),
        literal_column("'moments'"),
        _add_up(analyzed.c.moments),
        literal_column("'looked'"),
        _add_up(analyzed.c.looked),
        literal_column("'types'"),
        func.coalesce(by_type.scalar_subquery(), literal_column("'{}'::jsonb")),
    )
    return select(cast(told, Text)).select_from(analyzed).scalar_subquery()


def _add_up(numbers: ColumnElement[Any], *which: ColumnElement[bool]) -> ColumnElement[Any]:
    total = func.sum(numbers)
    return func.coalesce(total.filter(*which) if which else total, _NONE)


def split_types(unreported: Sequence[str], looking: Mapping[str, Any]) -> tuple[list[EventType], list[EventType]]:
    """Types that were not examined at all, and those that were examined in part."""
    by_analysis = [EventType(name) for name in unreported]
    nowhere = [kind for kind in by_analysis if kind not in UNDETECTED_TYPES and kind not in SETTING_TYPES]
    partly: list[EventType] = []
    for kind in UNDETECTED_TYPES:
        whole, part = looking["types"].get(kind, (0, 0))
        if not whole + part:
            nowhere += [kind] if kind in unreported else []
        elif looking["unlooked"] or whole < looking["busy"]:
            partly.append(kind)
    for kind in SETTING_TYPES:
        whole, _ = looking["types"].get(kind, (0, 0))
        if not whole:
            nowhere += [kind] if kind in unreported else []
        elif whole < looking["videos"]:
            partly.append(kind)
    return nowhere, partly
