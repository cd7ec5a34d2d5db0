"""What contradicts itself in a plan: values that fit the schema, but no question."""

from domain.ask.plan.plan import AnswerKind, SearchPlan


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
    return [*lines, *_find_relative_problems(plan)]


def _find_relative_problems(plan: SearchPlan) -> list[str]:
    relative = plan.relative
    if relative is None:
        return []
    names_whom = relative.track_ids or relative.earlier or relative.genders or relative.age_groups or relative.locations
    if not relative.types and not names_whom:
        return ["relative names no event: give its types or its person, or leave relative out"]
    if relative.types and set(relative.types) == set(plan.types) and not names_whom and relative.nth == 1:
        return [
            "relative.types are the types that are asked for: relative names the other event, which what is asked was "
            "before or after"
        ]
    return []
