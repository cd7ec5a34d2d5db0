"""For which types of events footage was examined: by the analysis, by other systems, by a model that looks."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, Text, cast, func, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import array

from datasources.postgres.search.conditions import build_event_conditions, event, video
from models.enums import EventType
from models.event_sources import LOOK_SOURCE
from models.event_types import SETTING_TYPES, UNDETECTED_TYPES
from models.filters import EventFilter


def select_unreported_types(footage: EventFilter | None) -> ColumnElement[Any]:
    """Types that the analysis does not detect, or only with a setting, and of which no other system reported one in the
    footage: one index lookup each."""
    kinds = array((*UNDETECTED_TYPES, *SETTING_TYPES), type_=Text)
    undetected = func.unnest(kinds).table_valued("name", name="kind").render_derived()
    reported = (
        select(event.c.id)
        .where(
            event.c.type == undetected.c.name,
            event.c.source.not_like(f"{LOOK_SOURCE}%"),
            *build_event_conditions(footage),
        )
        .exists()
    )
    return func.array(select(undetected.c.name).where(~reported).scalar_subquery(), type_=ARRAY(Text))


def select_looking(where: Sequence[Any]) -> ColumnElement[Any]:
    """How a model looked at videos, as JSON: {videos, unlooked, busy, moments, looked, types: {type: [whole, part]}}.

    unlooked: videos at which no model was to look; busy: those of the others where something was worth a look. types:
    in how many of those it could have told a type wherever something happened, or in a part; of types that need a
    setting, in how many videos it was set.
    """
    moments = cast(video.c.looking["moments"].astext, Integer)
    looked = cast(video.c.looking["looked"].astext, Integer)
    kinds = union_all(
        select(func.unnest(video.c.examined).label("name"), literal_column("1").label("whole")).where(*where),
        select(func.unnest(video.c.partly_examined).label("name"), literal_column("0").label("whole")).where(*where),
    ).subquery()
    whole = func.sum(kinds.c.whole)
    counted = select(kinds.c.name, whole.label("whole"), (func.count() - whole).label("part"))
    counts = counted.group_by(kinds.c.name).subquery()
    by_type = select(func.jsonb_object_agg(counts.c.name, func.jsonb_build_array(counts.c.whole, counts.c.part)))
    told = func.jsonb_build_object(
        literal_column("'videos'"),
        func.count(),
        literal_column("'unlooked'"),
        func.count().filter(video.c.looking.is_(None)),
        literal_column("'busy'"),
        func.count().filter(moments > literal_column("0")),
        literal_column("'moments'"),
        func.coalesce(func.sum(moments), literal_column("0")),
        literal_column("'looked'"),
        func.coalesce(func.sum(looked), literal_column("0")),
        literal_column("'types'"),
        func.coalesce(by_type.scalar_subquery(), literal_column("'{}'::jsonb")),
    )
    return select(cast(told, Text)).select_from(video).where(*where).scalar_subquery()


def split_types(unreported: Sequence[str], looking: Mapping[str, Any]) -> tuple[list[EventType], list[EventType]]:
    """Types that were not examined at all, and those that were examined in part."""
    nowhere: list[EventType] = []
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
