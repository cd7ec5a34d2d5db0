"""What the bench of attacks takes for wrong of a statement's outcome."""

import pytest

from bench.attacks.sql_memory import MIB, Outcome
from devstack.stack.postgres import SESSION_BYTES


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome("x", "200 rows", seconds=1.0, peak=SESSION_BYTES),
        Outcome("x", "200 rows", seconds=1.0, peak=None),
        Outcome("x", "timed out", "canceling statement due to statement timeout", 5.4, MIB),
        Outcome("x", "out of memory", "out of memory", 3.0, 253 * MIB),
        Outcome("x", "failed", "array_agg would hold more than 1000 values", 1.0, MIB),
        Outcome("x", "refused", "The function repeat is not allowed.", should_be="refused"),
    ],
)
def test_what_is_bounded_and_told_is_well(outcome: Outcome) -> None:
    assert outcome.problem() is None


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome("x", "let through", should_be="refused"),
        Outcome("x", "refused", "too long"),
        Outcome("x", "200 rows", seconds=1.0, peak=SESSION_BYTES + 1),
        Outcome("x", "failed", "division by zero", seconds=5.6),
        Outcome("x", "200 rows", seconds=9.0),
        Outcome("x", "broken", "TimedOut: database", 15.5),
        Outcome("x", "failed", "division by zero in PL/pgSQL function sql_answer(text, integer) line 3", 0.1),
        Outcome("x", "failed", 'Traceback (most recent call last): File "x.py"', 0.1),
    ],
)
def test_what_is_not_is_counted(outcome: Outcome) -> None:
    assert outcome.problem()
