"""Limits regular expressions: a short pattern may need an automaton of 100 MB, which the connection keeps."""

import re
from typing import Any

from domain.guard import allow_lists as lists
from domain.guard.constants import literal_text
from domain.guard.rejection import SqlRejected

_BOUNDS = re.compile(r"\{\s*(\d+)\s*(?:,\s*(\d*)\s*)?\}")


def check_pattern(node: Any) -> None:
    """Raise SqlRejected unless the pattern, or each of an array, is a literal with few repetitions."""
    kind = node.WhichOneof("node")
    if kind == "a_array_expr":
        for element in node.a_array_expr.elements:
            check_pattern(element)
        return
    if kind == "func_call" and node.func_call.funcname[-1].string.sval == "similar_to_escape":
        for argument in node.func_call.args:
            check_pattern(argument)
        return
    pattern = literal_text(node)
    if pattern is None:
        raise SqlRejected("A regular expression must be written out as a text; use LIKE for a computed one.")
    states = max(1, len(pattern))
    for bounds in _BOUNDS.finditer(pattern):
        # Multiply for all, as nested bounds multiply.
        states *= max(1, *(int(bound) for bound in bounds.groups() if bound))
    if states > lists.MOST_PATTERN_STATES:
        raise SqlRejected("A regular expression repeats too much: use fewer and smaller {bounds}.")
