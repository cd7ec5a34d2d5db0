"""Two ways of counting, by the plan's filters and by the query that the same model wrote, and whether they agree."""

from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.ask.retrieval.ranking import EvidenceSet

_COUNTS = frozenset({AnswerKind.COUNT_EVENTS, AnswerKind.COUNT_PEOPLE})


def find_count_difference(plan: SearchPlan, evidence_set: EvidenceSet) -> tuple[int, int] | None:
    """The count by filters and the count by the query, where they differ; None where they agree or are not comparable.

    They are comparable where the question wants one number, the filters hold all that it asks for, and the table of the
    query is one number.
    """
    if plan.want not in _COUNTS or plan.text or not evidence_set.has_table_answer or not evidence_set.facts.exact:
        return None
    assert evidence_set.query_result is not None
    table = evidence_set.query_result.table
    if table.truncated or len(table.rows) != 1 or len(table.rows[0]) != 1:
        return None
    counted = table.rows[0][0]
    if isinstance(counted, bool) or not isinstance(counted, int):
        return None
    facts = evidence_set.facts
    by_filters = facts.people if plan.want is AnswerKind.COUNT_PEOPLE else facts.events
    return None if by_filters == counted else (by_filters, counted)
