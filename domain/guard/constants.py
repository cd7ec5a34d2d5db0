"""Literals of a statement, and names of enumeration values."""

from typing import Any

from domain.guard.rejection import SqlRejected


def literal_text(node: Any) -> str | None:
    """The text of a string literal, also of one cast to text; None for other nodes."""
    kind = node.WhichOneof("node") if node.DESCRIPTOR.name == "Node" else None
    if kind is not None:
        node = getattr(node, kind)
    if node.DESCRIPTOR.name == "TypeCast" and node.type_name.names[-1].string.sval in ("text", "varchar"):
        return literal_text(node.arg)
    if node.DESCRIPTOR.name != "A_Const" or node.WhichOneof("val") != "sval":
        return None
    return str(node.sval.sval)


def literal_integer(node: Any) -> int | None:
    """The value of an integer literal with or without sign; None for other nodes."""
    kind = node.WhichOneof("node")
    if kind == "a_expr" and node.a_expr.name[0].string.sval == "-" and not node.a_expr.HasField("lexpr"):
        value = literal_integer(node.a_expr.rexpr)
        return None if value is None else -value
    if kind != "a_const" or node.a_const.WhichOneof("val") != "ival":
        return None
    return int(node.a_const.ival.ival)


def type_modifier(node: Any) -> int:
    """A type's modifier, such as the 10 of char(10). Raises SqlRejected where it is no literal."""
    value = literal_integer(node)
    if value is None:
        raise SqlRejected("A type's length must be a number that is written out.")
    return value


def count_digits(node: Any) -> int:
    """The number of characters of a number, a truth value or null when printed. node: an A_Const."""
    kind = node.WhichOneof("val")
    if kind == "fval":
        mantissa, _, exponent = str(node.fval.fval).lower().partition("e")
        return len(mantissa) + abs(int(exponent or 0)) + 2
    return 12


def enum_name(node: Any, field: str) -> str:
    """The name of the value that an enumeration field of a node has."""
    description = node.DESCRIPTOR.fields_by_name[field]
    return str(description.enum_type.values_by_number[getattr(node, field)].name)
