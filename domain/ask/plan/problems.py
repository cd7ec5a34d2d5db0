"""What contradicts itself in a plan: values that fit the schema, but no question."""

from domain.ask.plan.plan import AnswerKind, GroupBy, SearchPlan
from domain.ask.plan.relation import TimeRelation
from models.asking.groups import Dimension

_COMPARED = frozenset({AnswerKind.MOST, AnswerKind.COUNT_EVENTS, AnswerKind.COUNT_PEOPLE})
_BESIDE = frozenset({TimeRelation.BEFORE, TimeRelation.AFTER})


def find_problems(plan: SearchPlan) -> list[str]:
    """A line for each contradiction, as the planner is told it: the field, what is wrong, what to do."""
    both = sorted(set(plan.types) & set(plan.without_types))
    lines = (
        [f"types and withoutTypes both hold {', '.join(both)}: one event cannot be wanted and excluded"] if both else []
    )
    if not plan.about_footage and (plan.has_filters or plan.cameras):
        lines.append("aboutFootage is false, but there are conditions: set it to true, or leave them out")
    if plan.either_time and (plan.seconds is None or plan.occurred_at is None):
        lines.append("eitherTime needs both seconds and occurredAt")
    if plan.together and len(plan.types) < 2:
        lines.append("together needs at least two types")
    if plan.visitor == 0:
        lines.append("visitor counts from 1, or from -1 for the last")
    if plan.yes_means is not None and plan.want is not AnswerKind.EXISTS:
        lines.append(f"yesMeans belongs to EXISTS, not to {plan.want.value}")
    return [*lines, *_find_shape_problems(plan), *_find_relative_problems(plan)]


def _find_shape_problems(plan: SearchPlan) -> list[str]:
    """Of comparisons and of lengths between events."""
    lines = []
    is_group = plan.group_by is not GroupBy.LOCATION and plan.group_by.value in Dimension.__members__
    if is_group and plan.want not in _COMPARED:
        lines.append(f"groupBy {plan.group_by.value} belongs to MOST, COUNT_EVENTS and COUNT_PEOPLE")
    if plan.want is AnswerKind.ELAPSED and not _names_both_ends(plan):
        lines.append("ELAPSED needs types, the one event, and relative with types, the other, BEFORE or AFTER")
    return lines


def _names_both_ends(plan: SearchPlan) -> bool:
    relative = plan.relative
    return bool(plan.types) and relative is not None and bool(relative.types) and relative.when in _BESIDE


def _find_relative_problems(plan: SearchPlan) -> list[str]:
    relative = plan.relative
    if relative is None:
        return []
    names_whom = relative.track_ids or relative.earlier or relative.genders or relative.age_groups or relative.locations
    if not relative.types and not names_whom:
        return ["relative names no event: give its types or its person, or leave relative out"]
    measures = plan.want is AnswerKind.ELAPSED
    if relative.types and set(relative.types) == set(plan.types) and not (names_whom or measures or relative.nth > 1):
        return [
            "relative.types are the types that are asked for: relative names the other event, which what is asked was "
            "before or after"
        ]
    return []
