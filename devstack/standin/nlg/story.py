"""What of a person's rows is worth a clause, and how many clauses make a sentence."""

from collections.abc import Sequence

from devstack.standin.nlg.writer_input import WriterRow

# Steps between other things that are told are not worth a clause of their own.
_SHORT_WALK_SECONDS = 10.0
_STEPS_SECONDS = 2.0
_COMINGS_AND_GOINGS = ("WALKING", "PERSON_ENTER", "PERSON_EXIT")
_AT_ONCE_SECONDS = 1.5


def drop_short_walks(rows: Sequence[WriterRow]) -> list[WriterRow]:
    """Rows without short walks; never none. Walking is all the story of one who only passed through."""
    stayed = any(row.type not in _COMINGS_AND_GOINGS for row in rows)
    shortest = _SHORT_WALK_SECONDS if stayed else _STEPS_SECONDS
    return [row for row in rows if row.type != "WALKING" or row.seconds >= shortest] or list(rows)


def follows(before: WriterRow, row: WriterRow) -> bool:
    """Whether a row begins where the one before it ends."""
    return abs(row.start - before.end) <= _AT_ONCE_SECONDS


def split_into_sentences(rows: Sequence[WriterRow], clauses: int) -> list[list[WriterRow]]:
    """Rows in parts of at most so many clauses."""
    return [list(rows[start : start + clauses]) for start in range(0, len(rows), clauses)]
