"""Shapes of questions that are others in disguise: "did everybody leave?" asks whether somebody has not left."""

from domain.ask.plan.plan import SearchPlan, YesMeaning
from models.asking.answers import Coverage


def expand_everybody(plan: SearchPlan) -> SearchPlan:
    """A plan that asks whether everybody did something, as one that looks for whoever did not."""
    if plan.yes_means is not YesMeaning.EVERYBODY or not plan.types:
        return plan
    changed = {"types": (), "without_types": plan.types, "yes_means": YesMeaning.NOTHING_FOUND, "negated": True}
    return plan.model_copy(update=changed)


def allows_everybody(coverage: Coverage) -> bool:
    """Whether all footage was seen: of people in what was not, nobody can say that they did something."""
    return coverage.videos_analyzed >= coverage.videos_considered and not coverage.gap_count and not coverage.gaps
