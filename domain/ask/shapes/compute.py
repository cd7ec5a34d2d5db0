"""Which questions a program answers by itself, and the answers."""

from dataclasses import replace

from domain.ask.facts.company import list_companions
from domain.ask.filters.people import to_time_key
from domain.ask.filters.scope import Obstacle
from domain.ask.plan.plan import AnswerKind, Company
from domain.ask.replies.no_results import reply_obstacle
from domain.ask.replies.sentences import format_place
from domain.ask.shapes.context import ComputedAnswer, ShapeContext
from domain.ask.shapes.elapsed import list_pivots, measure_intervals
from domain.ask.shapes.emptiness import find_empty_times
from domain.ask.shapes.grouping import compare_groups
from domain.ask.shapes.wording import word_companions, word_comparison, word_emptiness, word_intervals
from models.messages.catalog import translate

# More recordings than these are not laid side by side.
_MAX_RECORDINGS = 500


async def compute_answer(context: ShapeContext) -> ComputedAnswer | None:
    """The answer; None where a model writes it."""
    plan = context.plan
    if plan.dimension is not None:
        comparison = await compare_groups(context, plan.dimension)
        # Where only the query counted something, or no group is known, a model tells what there is.
        return word_comparison(comparison, context) if comparison.has_counts else None
    if plan.want is AnswerKind.ELAPSED:
        return await _compute_elapsed(context)
    if plan.company is Company.WITH_WHOM:
        pairs = list_companions(context.evidence_set.matching, context.evidence_set.bystanders)
        return word_companions(pairs, context)
    is_empty_of_several = plan.want is AnswerKind.EMPTY and context.question.video is None
    return await _compute_emptiness(context) if is_empty_of_several else None


async def _compute_elapsed(context: ShapeContext) -> ComputedAnswer:
    relative = context.plan.relative
    assert relative is not None
    pivots = await list_pivots(context.scope, relative, context.retriever.lookup)
    if pivots is None:
        place = format_place(context.plan, context.question, context.language)
        return ComputedAnswer(translate(context.language, "reply-search-failed", place=place), found=False)
    if not pivots:
        missing = reply_obstacle(Obstacle.NO_PIVOT, context.plan, context.question, context.language)
        return ComputedAnswer(missing, found=False)
    rows = sorted(context.evidence_set.matching, key=to_time_key)
    return word_intervals(measure_intervals(pivots, rows, relative), context)


async def _compute_emptiness(context: ShapeContext) -> ComputedAnswer:
    """Who or what the question names besides does not matter: somebody else would be there, too."""
    retriever, footage = context.retriever, context.scope.footage_filter
    search, principal = retriever.services.search, retriever.principal
    everything = replace(footage, seconds=None)
    rows = context.evidence_set.matching
    listing = search.list_recordings(principal, everything, _MAX_RECORDINGS)
    recordings = await retriever.meter.attempt("coverage", listing)
    if recordings is None or len(recordings) == _MAX_RECORDINGS or not context.evidence_set.facts.exact:
        return ComputedAnswer(translate(context.language, "shape-empty-too-many"), found=False)
    return word_emptiness(find_empty_times(recordings, rows, everything), rows, context)
