"""Selects the rows of a person that get a clause, and splits clauses into sentences."""

from collections.abc import Sequence

from devstack.standin.nlg.writer_input import WriterRow

# Shorter walks between other events get no clause.
_SHORT_WALK_SECONDS = 10.0
_STEPS_SECONDS = 2.0
_COMINGS_AND_GOINGS = ("WALKING", "PERSON_ENTER", "PERSON_EXIT")
_AT_ONCE_SECONDS = 1.5


def drop_short_walks(rows: Sequence[WriterRow]) -> list[WriterRow]:
    """The rows without short walks, or all rows if no other is left."""
    stayed = any(row.type not in _COMINGS_AND_GOINGS for row in rows)
    shortest = _SHORT_WALK_SECONDS if stayed else _STEPS_SECONDS
    return [row for row in rows if row.type != "WALKING" or row.seconds >= shortest] or list(rows)


def follows(before: WriterRow, row: WriterRow) -> bool:
    """Whether a row starts where the previous one ends."""
    return abs(row.start - before.end) <= _AT_ONCE_SECONDS


def split_into_sentences(rows: Sequence[WriterRow], clauses: int) -> list[list[WriterRow]]:
    """The rows in groups of at most `clauses`."""
    return [list(rows[start : start + clauses]) for start in range(0, len(rows), clauses)]
