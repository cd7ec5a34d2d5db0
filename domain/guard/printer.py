"""A statement, printed from the tree that was checked.

The grammar is PostgreSQL's own (libpg_query, by way of postgast: BSD licences; pglast, which is better known, is under
the GPL). What is handed on is never the text that came in, but what the checked tree prints as; and that is parsed and
checked once more, so that a mistake in the printing cannot smuggle anything either.
"""

from collections.abc import Sequence
from typing import Any

from domain.guard import allow_lists as lists
from domain.guard.memory_bounds import Workspaces
from domain.guard.rejection import Refusal
from domain.guard.sizes import Sizes
from domain.guard.tree_check import Check, Scope
from models.asking.sql import SqlView


def guarded(sql: str, views: Sequence[SqlView]) -> str:
    """The statement, printed from its checked tree. Raises Refusal, saying why, for one that does not pass."""
    printed = _print(_checked(sql, views))
    again = _print(_checked(printed, views))
    if again != printed:
        raise Refusal("The statement cannot be printed faithfully. Write it in a simpler way.")
    return printed


def _checked(sql: str, views: Sequence[SqlView]) -> Any:
    tree = _parse(sql)
    if len(tree.stmts) != 1:
        raise Refusal(f"Exactly one SELECT is run, not {len(tree.stmts)} statements.")
    known = {view.name: frozenset(column.name for column in view.columns) for view in views}
    listed = frozenset(column.name for view in views for column in view.columns if column.type.endswith("[]"))
    check = Check(known, Workspaces(listed))
    check.walk(tree.stmts[0], Scope())
    check.finish()
    Sizes(views).measure(tree.stmts[0])
    return tree


def _parse(sql: str) -> Any:
    # At first use, and in a thread of the caller's: reading its tables takes a third of a second.
    import postgast
    from google.protobuf.message import DecodeError

    if len(sql) > lists.LONGEST_TEXT:
        raise Refusal(f"The statement has {len(sql)} characters, at most {lists.LONGEST_TEXT} are read.")
    if any(ord(letter) < 32 and letter not in "\n\r\t" for letter in sql):
        raise Refusal("The statement holds control characters.")
    try:
        return postgast.parse(sql)
    except postgast.PgQueryError as error:
        raise Refusal(f"PostgreSQL cannot parse it: {error}.") from None
    except DecodeError:
        raise Refusal("The statement is nested too deeply.") from None
    except UnicodeEncodeError:
        raise Refusal("The statement holds characters that are none.") from None


def _print(tree: Any) -> str:
    import postgast

    try:
        return str(postgast.deparse(tree))
    except postgast.PgQueryError as error:
        raise Refusal(f"The statement cannot be printed: {error}.") from None
