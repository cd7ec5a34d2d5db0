"""Checks a statement, and prints it from the checked syntax tree.

The parser is PostgreSQL's own (libpg_query through postgast, both under BSD licences; the better known pglast is under
the GPL). The original text is never run, only the printed tree. The printed text is parsed and checked again, so that a
bug of the printer cannot smuggle anything in.
"""

from collections.abc import Sequence
from typing import Any

from domain.guard import allow_lists as lists
from domain.guard.memory_bounds import WorkMemoryCheck
from domain.guard.rejection import SqlRejected
from domain.guard.sizes import SizeCheck
from domain.guard.tree_check import SelectScope, StatementCheck
from models.asking.sql import SqlView


def guard_sql(sql: str, views: Sequence[SqlView]) -> str:
    """The statement, printed from its checked tree. Raises SqlRejected with the reason."""
    printed = _deparse(_parse_and_check(sql, views))
    again = _deparse(_parse_and_check(printed, views))
    if again != printed:
        raise SqlRejected("The statement cannot be printed faithfully. Write it in a simpler way.")
    return printed


def _parse_and_check(sql: str, views: Sequence[SqlView]) -> Any:
    tree = _parse(sql)
    if len(tree.stmts) != 1:
        raise SqlRejected(f"Exactly one SELECT is run, not {len(tree.stmts)} statements.")
    known = {view.name: frozenset(column.name for column in view.columns) for view in views}
    listed = frozenset(column.name for view in views for column in view.columns if column.type.endswith("[]"))
    check = StatementCheck(known, WorkMemoryCheck(listed))
    check.walk(tree.stmts[0], SelectScope())
    check.finish()
    SizeCheck(views).check(tree.stmts[0])
    return tree


def _parse(sql: str) -> Any:
    # Imported at first use, in the caller's thread: loading its tables takes a third of a second.
    import postgast
    from google.protobuf.message import DecodeError

    if len(sql) > lists.LONGEST_TEXT:
        raise SqlRejected(f"The statement has {len(sql)} characters, at most {lists.LONGEST_TEXT} are read.")
    if any(ord(letter) < 32 and letter not in "\n\r\t" for letter in sql):
        raise SqlRejected("The statement holds control characters.")
    try:
        return postgast.parse(sql)
    except postgast.PgQueryError as error:
        raise SqlRejected(f"PostgreSQL cannot parse it: {error}.") from None
    except DecodeError:
        raise SqlRejected("The statement is nested too deeply.") from None
    except UnicodeEncodeError:
        raise SqlRejected("The statement holds characters that are none.") from None


def _deparse(tree: Any) -> str:
    import postgast

    try:
        return str(postgast.deparse(tree))
    except postgast.PgQueryError as error:
        raise SqlRejected(f"The statement cannot be printed: {error}.") from None
