"""Which outcomes of a statement the bench of attacks counts as problems."""

import pytest

from bench.attacks.sql_memory import MIB, SqlAttackResult
from devstack.stack.postgres import SESSION_BYTES


@pytest.mark.parametrize(
    "outcome",
    [
        SqlAttackResult("x", "200 rows", seconds=1.0, peak=SESSION_BYTES),
        SqlAttackResult("x", "200 rows", seconds=1.0, peak=None),
        SqlAttackResult("x", "timed out", "canceling statement due to statement timeout", 5.4, MIB),
        SqlAttackResult("x", "out of memory", "out of memory", 3.0, 253 * MIB),
        SqlAttackResult("x", "failed", "array_agg would hold more than 1000 values", 1.0, MIB),
        SqlAttackResult("x", "refused", "The function repeat is not allowed.", expected="refused"),
    ],
)
def test_a_bounded_outcome_with_a_clear_message_is_fine(outcome: SqlAttackResult) -> None:
    assert outcome.find_problem() is None


@pytest.mark.parametrize(
    "outcome",
    [
        SqlAttackResult("x", "let through", expected="refused"),
        SqlAttackResult("x", "refused", "too long"),
        SqlAttackResult("x", "200 rows", seconds=1.0, peak=SESSION_BYTES + 1),
        SqlAttackResult("x", "failed", "division by zero", seconds=5.6),
        SqlAttackResult("x", "200 rows", seconds=9.0),
        SqlAttackResult("x", "broken", "TimedOut: database", 15.5),
        SqlAttackResult("x", "failed", "division by zero in PL/pgSQL function sql_answer(text, integer) line 3", 0.1),
        SqlAttackResult("x", "failed", 'Traceback (most recent call last): File "x.py"', 0.1),
    ],
)
def test_any_other_outcome_is_a_problem(outcome: SqlAttackResult) -> None:
    assert outcome.find_problem()
