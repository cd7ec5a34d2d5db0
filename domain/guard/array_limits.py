"""Limits of the arrays that a statement collects with ARRAY(SELECT ...)."""

from typing import Any

from domain.guard import allow_lists as lists
from domain.guard.constants import enum_name, literal_integer
from domain.guard.rejection import SqlRejected


def array_row_limit(select: Any) -> int:
    rows = literal_integer(select.limit_count) if select.HasField("limit_count") else None
    if rows is None or not 0 <= rows <= lists.MOST_COLLECTED:
        raise SqlRejected(
            f"ARRAY(SELECT …) needs a LIMIT of at most {lists.MOST_COLLECTED} here. To count, use count(DISTINCT …)."
        )
    return rows


def limit_arrays(value: Any) -> None:
    """Add a LIMIT to an array that is selected, itself or as text; an array within an expression must have its own."""
    kind = value.WhichOneof("node")
    if kind == "func_call" and value.func_call.funcname[-1].string.sval == "array_to_string":
        limit_arrays(value.func_call.args[0])
    if kind != "sub_link" or enum_name(value.sub_link, "sub_link_type") != "ARRAY_SUBLINK":
        return
    select = value.sub_link.subselect.select_stmt
    if not select.HasField("limit_count"):
        select.limit_count.a_const.ival.ival = lists.MOST_COLLECTED
        options = select.DESCRIPTOR.fields_by_name["limit_option"].enum_type
        select.limit_option = options.values_by_name["LIMIT_OPTION_COUNT"].number
