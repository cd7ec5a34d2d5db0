"""For which types of events footage was examined: by the analysis, by other systems, by a model that looks."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, Text, cast, func, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import array

from datasources.postgres.search.conditions import build_event_conditions, event, video
from models.enums import EventType, JobKind, JobStatus
from models.event_sources import LOOK_SOURCE
from models.event_types import LATER_TYPES, SETTING_TYPES, UNDETECTED_TYPES
from models.filters import EventFilter
from models.tables import Job

job = Job.__table__


def select_unreported_types(footage: EventFilter | None, analyzed: Sequence[Any]) -> ColumnElement[Any]:
    """Types that nothing looked for in a part of the footage, and of which no other system reported an event there.

    The analysis does not detect them, or only with a setting, or the version did not that analyzed a video. analyzed:
    conditions for the videos that were analyzed. One index lookup a type.
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
            *build_event_conditions(footage),
        )
        .exists()
    )
    oldest = func.coalesce(_select_oldest_version(analyzed), max(versions) - 1)
    unexamined = select(later.c.name).where(later.c.since > oldest, ~reported)
    return func.array(unexamined.scalar_subquery(), type_=ARRAY(Text))


def _select_oldest_version(analyzed: Sequence[Any]) -> ColumnElement[Any]:
    """The lowest version of the analysis by which a video was analyzed last."""
    version = cast(func.substring(job.c.pipeline_version, "[0-9]{1,6}$"), Integer)
    latest = (
        select(func.max(version).label("version"))
        .join_from(video, job, job.c.video_id == video.c.id)
        .where(job.c.kind == JobKind.ANALYZE, job.c.status == JobStatus.DONE, *analyzed)
        .group_by(video.c.id)
        .subquery()
    )
    return select(func.min(latest.c.version)).scalar_subquery()


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
