"""The sentences of computed answers, in the reader's language, with the numbers of the rows that they rest on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.ask.facts.presence import find_peak_by_clock
from domain.ask.filters.people import are_counted_apart
from domain.ask.shapes.context import ComputedAnswer, RowNumbers, ShapeContext
from domain.ask.shapes.elapsed import Interval, Intervals
from domain.ask.shapes.emptiness import Emptiness, Span
from domain.ask.shapes.grouping import Comparison, Group, GroupState
from domain.ask.writing.moments import format_span
from domain.language.timecode import format_clock, format_timecode, zone_or_utc
from domain.language.vocabulary import format_event_names, format_gender, format_location, join_with_and
from models.asking.evidence import Evidence
from models.asking.groups import Dimension
from models.enums import FrameLocation, Gender, Language
from models.messages.catalog import translate
from models.text.text import to_printable

_MAX_LINES = 20
_MAX_TIMES = 10


def format_length(seconds: float, language: Language) -> str:
    """ "1 h 5 min", "2 min 10 s", "19 s"; below 10 s with a decimal, where there is one."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, left = divmod(minutes, 60)
    unit = "hours" if hours else "minutes" if minutes else "seconds"
    shown = f"{seconds:.1f}".removesuffix(".0") if seconds < 10 else str(rest)
    minute = left if hours else minutes
    return translate(language, "shape-length", unit=unit, hours=str(hours), minutes=str(minute), seconds=shown)


def word_comparison(comparison: Comparison, context: ShapeContext) -> ComputedAnswer:
    """Which group has most and fewest, then each with its counts, or why it has none."""
    numbers, language = RowNumbers(), context.language
    counted = [group for group in comparison.groups if group.state is GroupState.COUNTED]
    sentences = _word_ends(comparison, counted, context)
    if len(counted) < len(comparison.groups) or any(group.is_partly for group in counted):
        sentences.append(translate(language, "shape-of-counted"))
    lines = [f"- {_word_group(group, comparison, context, numbers)}" for group in comparison.groups]
    if comparison.left_out:
        lines.append(translate(language, "shape-left-out", groups=comparison.left_out))
    if comparison.unknown:
        lines.append(translate(language, "shape-no-group", events=comparison.unknown))
    return ComputedAnswer("\n".join([" ".join(sentences), *lines]), numbers.rows)


def _word_ends(comparison: Comparison, counted: Sequence[Group], context: ShapeContext) -> list[str]:
    """Which groups have most and fewest. The lines that follow cite the events."""
    language = context.language
    types = format_event_names(context.plan.types, language) or translate(language, "shape-anything")
    most, fewest = (choose(map(comparison.measure, counted)) for choose in (max, min))

    def name(number: int) -> dict[str, str]:
        """The groups that have the number, and the number with its unit."""
        groups = [group for group in counted if comparison.measure(group) == number]
        names = join_with_and([_name_group(group, comparison, language) for group in groups], language)
        by_people = comparison.by_people
        return {
            "names": names,
            "counted": translate(language, "shape-counted", by_people=by_people, events=number, people=number),
        }

    if len(counted) == 1:
        only = name(most)
        return [translate(language, "shape-one-group", types=types, names=only["names"], counted=only["counted"])]
    if most == fewest:
        return [translate(language, "shape-equal", types=types, counted=name(most)["counted"])]
    told_most, told_fewest = name(most), name(fewest)
    return [
        translate(language, "shape-most", types=types, names=told_most["names"], counted=told_most["counted"]),
        translate(language, "shape-fewest", names=told_fewest["names"], counted=told_fewest["counted"]),
    ]


def _name_group(group: Group, comparison: Comparison, language: Language) -> str:
    if comparison.dimension is Dimension.GENDER:
        return format_gender(Gender(group.key), language)
    if comparison.dimension is Dimension.LOCATION:
        return format_location(FrameLocation(group.key), language)
    name = to_printable(group.key)
    return translate(language, "shape-group", dimension=comparison.dimension.value, name=name)


def _word_group(group: Group, comparison: Comparison, context: ShapeContext, numbers: RowNumbers) -> str:
    language = context.language
    name = _name_group(group, comparison, language)
    if group.state is not GroupState.COUNTED:
        return f"{name}: {translate(language, 'shape-group-unknown', state=group.state.value)}"
    counts = translate(language, "shape-group-counted", events=group.events, people=group.people)
    if group.is_partly:
        counts = translate(language, "shape-group-partly", counts=counts)
    return f"{name}: {counts}{numbers.cite([group.row])}"


def word_intervals(intervals: Intervals, context: ShapeContext) -> ComputedAnswer:
    """Each interval with both of its times; of several, their average, shortest and longest."""
    numbers, language, relative = RowNumbers(), context.language, context.plan.relative
    assert relative is not None
    first, second = (format_event_names(types, language) for types in (relative.types, context.plan.types))
    when = relative.when.value
    if not intervals.found:
        return ComputedAnswer(
            translate(language, "shape-elapsed-none", first=first, second=second, when=when), found=False
        )
    shown = intervals.found[:_MAX_LINES]
    lines = [_word_interval(interval, intervals, context, numbers) for interval in shown]
    if len(lines) == 1:
        sentences = [f"{lines[0]}."]
    else:
        lengths = [interval.seconds for interval in intervals.found]
        average = translate(
            language,
            "shape-elapsed-average",
            average=format_length(sum(lengths) / len(lengths), language),
            shortest=format_length(min(lengths), language),
            longest=format_length(max(lengths), language),
        )
        sentences = [average, *(f"- {line}" for line in lines)]
    if len(shown) < len(intervals.found):
        told = translate(language, "shape-listed", shown=len(shown), all=len(intervals.found))
        sentences.append(told)
    if intervals.without:
        sentences.append(
            translate(
                language, "shape-elapsed-without", first=first, second=second, number=intervals.without, when=when
            )
        )
    return ComputedAnswer("\n".join(sentences) if len(lines) > 1 else " ".join(sentences), numbers.rows)


def _word_interval(interval: Interval, intervals: Intervals, context: ShapeContext, numbers: RowNumbers) -> str:
    language, first, second = context.language, interval.first, interval.second
    told = translate(
        language,
        "shape-elapsed",
        length=format_length(interval.seconds, language),
        first=format_event_names([first.type], language),
        second=format_event_names([second.type], language),
        since=_format_moment(first, first.end_seconds, language),
        until=_format_moment(second, second.start_seconds, language),
    )
    if intervals.per_person and first.track_id is not None:
        told = translate(
            language, "shape-elapsed-person", person=to_printable(first.person_id or first.track_id), elapsed=told
        )
    return f"{told}{numbers.cite([first, second])}"


def _format_moment(row: Evidence, seconds: float, language: Language) -> str:
    """The clock, where the footage has one, then the position."""
    position = format_timecode(seconds)
    if row.occurred_at is None:
        return position
    moment = row.occurred_at + timedelta(seconds=seconds - row.start_seconds)
    clock = format_clock(moment, zone_or_utc(row.timezone))
    return translate(language, "name-moment", clock=clock, position=position)


def word_companions(pairs: Sequence[tuple[Evidence, Sequence[Evidence]]], context: ShapeContext) -> ComputedAnswer:
    """Who was there with each person, and when."""
    numbers, language = RowNumbers(), context.language
    if not pairs:
        return ComputedAnswer(translate(language, "shape-nobody-with"), found=False)
    sentences = []
    for row, others in pairs[:_MAX_LINES]:
        time = format_span(row, language, by_clock=context.by_clock)
        listed = [
            f"{to_printable(other.track_id or '')} ({format_span(other, language, by_clock=context.by_clock)})"
            f"{numbers.cite([other])}"
            for other in others[:_MAX_LINES]
        ]
        told = translate(
            language,
            "shape-with-whom",
            person=to_printable(row.track_id or ""),
            time=time,
            others=join_with_and(listed, language),
        )
        sentences.append(f"{told.removesuffix('.')}{numbers.cite([row])}.")
    return ComputedAnswer("\n".join(sentences), numbers.rows)


def word_emptiness(emptiness: Emptiness, rows: Sequence[Evidence], context: ShapeContext) -> ComputedAnswer:
    """The times by the clock; first those at which all cameras agree."""
    numbers, language = RowNumbers(), context.language
    if not emptiness.by_camera:
        return ComputedAnswer(translate(language, "shape-empty-unplaced"), found=False)
    sentences = []
    cameras = len(emptiness.by_camera)
    if cameras > 1 and not emptiness.everywhere:
        sentences.append(translate(language, "shape-never-everywhere", cameras=str(cameras)))
    elif cameras > 1:
        times = _format_times(emptiness.everywhere, context)
        sentences.append(translate(language, "shape-empty-everywhere", cameras=str(cameras), times=times))
    for name, spans in emptiness.by_camera[:_MAX_LINES]:
        camera = translate(language, "shape-a-camera")
        if name:
            camera = translate(language, "shape-group", dimension=Dimension.CAMERA.value, name=to_printable(name))
        if not spans:
            sentences.append(translate(language, "shape-never-empty", camera=camera))
            continue
        told = translate(language, "shape-empty-here", camera=camera, times=_format_times(spans, context))
        of_camera = [row for row in rows if (row.camera or "") == name]
        sentences.append(f"{told.removesuffix('.')}{numbers.cite(_list_edges(spans, of_camera))}.")
    if emptiness.unknown:
        sentences.append(translate(language, "shape-empty-unknown", videos=emptiness.unknown))
    return ComputedAnswer("\n".join(sentences), numbers.rows)


def _format_times(spans: Sequence[Span], context: ShapeContext) -> str:
    """The longest times, in order: "2026-11-22 21:00:27–21:05:30 (5 min 3 s)"."""
    zone, language = context.question.zone, context.language
    longest = sorted(spans, key=lambda span: span[0] - span[1])[:_MAX_TIMES]
    times = []
    for start, end in sorted(longest):
        first, last = format_clock(start, zone), format_clock(end, zone)
        length = format_length((end - start).total_seconds(), language)
        times.append(f"{first}–{last[11:] if last[:10] == first[:10] else last} ({length})")
    if len(spans) > len(times):
        times.append(translate(language, "shape-more-times", times=str(len(spans) - len(times))))
    return ", ".join(times)


def _list_edges(spans: Sequence[Span], rows: Sequence[Evidence]) -> list[Evidence]:
    """The events at whose end a time with nobody begins, or at whose beginning it ends; a few."""
    edges = {edge for span in spans for edge in span}
    found = [row for row in rows if row.occurred_at is not None and not edges.isdisjoint(_list_ends(row))]
    return found[:_MAX_TIMES]


def _list_ends(row: Evidence) -> tuple[datetime, datetime]:
    assert row.occurred_at is not None
    return row.occurred_at, row.occurred_at + timedelta(seconds=row.end_seconds - row.start_seconds)


def word_peak(context: ShapeContext) -> str:
    """The most people at once over all cameras, where that is more than on any one of them; else empty."""
    facts, rows, language = context.evidence_set.facts, context.evidence_set.matching, context.language
    if facts.peak is None or len({row.video_id for row in rows}) < 2:
        return ""
    peak = find_peak_by_clock(rows)
    if peak is None or peak[1] <= facts.peak.people:
        return ""
    is_known = not are_counted_apart({row.person for row in rows if row.person})
    message = "shape-peak-known" if is_known else "shape-peak-over-cameras"
    return translate(language, message, people=str(peak[1]), clock=format_clock(peak[0], context.question.zone))
