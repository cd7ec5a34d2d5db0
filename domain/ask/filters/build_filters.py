"""A plan as filters over events: when, where and who."""

from dataclasses import replace

from domain.ask.filters.people import find_nth_visitor, people_from_history, restrict_to_people
from domain.ask.filters.scope import Obstacle, SearchScope
from domain.ask.plan.plan import SearchPlan
from domain.ask.question.question import Question
from domain.ask.services import EventLookup
from domain.ask.time.decide import decide_window
from domain.ask.time.relative import apply_relation, choose_order
from models.filters import EventFilter


async def build_filters(plan: SearchPlan, question: Question, lookup: EventLookup) -> SearchScope:
    """The filters of a plan. Looks up who the nth visitor was, and the event that the question is relative to."""
    window = await decide_window(plan, question, lookup)
    scope = SearchScope(window.plan, _add_conditions(window.footage, window.plan), window.footage, window.obstacle)
    if scope.obstacle is None:
        scope = await _restrict_to_person(scope, question, lookup)
    if scope.obstacle is None and scope.plan.relative is not None:
        return await apply_relation(scope, scope.plan.relative, question, lookup)
    return scope


def _add_conditions(footage: EventFilter, plan: SearchPlan) -> EventFilter:
    return replace(
        footage,
        types=plan.types or None,
        locations=plan.locations or None,
        genders=plan.genders or None,
        age_groups=plan.age_groups or None,
        track_ids=plan.track_ids or None,
    )


async def _restrict_to_person(scope: SearchScope, question: Question, lookup: EventLookup) -> SearchScope:
    """The scope narrowed to the person of an earlier answer, or to the nth visitor, where the plan means one."""
    if scope.plan.about_earlier:
        people = people_from_history(question)
        if not people:
            return replace(scope, obstacle=Obstacle.NO_REFERENT)
        of_several = len({video for video, _ in people}) > 1
        pairs = frozenset(people) if of_several else frozenset()
        return replace(scope, event_filter=restrict_to_people(people, scope.event_filter), people=pairs)
    if scope.plan.visitor:
        footage = EventFilter(video_ids=scope.footage_filter.video_ids, cameras=scope.footage_filter.cameras)
        rows = await lookup.list_events(footage, choose_order(footage, from_end=scope.plan.visitor < 0))
        people = find_nth_visitor(rows, scope.plan.visitor)
        return replace(scope, event_filter=restrict_to_people(people, scope.event_filter))
    return scope
