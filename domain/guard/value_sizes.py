"""Sizes of values: columns, rows, casts and function calls."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.guard import allow_lists as lists
from domain.guard.constants import literal_integer, literal_text, type_modifier
from domain.guard.rejection import SqlRejected

# A time, an interval, a UUID, a truth value or a number other than numeric.
SMALL_BYTES = 80
# Digits of a numeric cast from a text such as 1e131000.
_TEXT_NUMERIC_DIGITS = 150_000
# The digits of a double precision number as a numeric.
_DOUBLE_DIGITS = 350
_TEXT_COLUMN_BYTES = 8_000
_LONG_COLUMN_BYTES = 64_000


@dataclass(frozen=True, slots=True)
class ValueSize:
    """Upper bounds of a value.

    value: bytes as text. work: bytes of all values computed on the way. nodes: expressions evaluated, after the planner
    has inlined definitions. items: members of an array. number: whether it certainly is a number.
    """

    value: int
    work: int
    nodes: int = 1
    items: int = 1
    number: bool = False

    @staticmethod
    def of(value: int, *, items: int = 1, number: bool = False) -> "ValueSize":
        return ValueSize(value, value, 1, items, number)

    def derive(self, value: int, *, items: int = 1, number: bool = False) -> "ValueSize":
        """The size of a value computed from this one."""
        return ValueSize(value, self.work + value, self.nodes + 1, items, number)


def column_size(kind: str) -> ValueSize:
    """The size of a view's column. kind: PostgreSQL's name of its type."""
    if kind.endswith("[]") or kind in ("json", "jsonb"):
        return ValueSize(_LONG_COLUMN_BYTES, _LONG_COLUMN_BYTES, 3, 500)
    if kind == "text" or kind.startswith("character"):
        # Some texts are computed by the view.
        return ValueSize(_TEXT_COLUMN_BYTES, _TEXT_COLUMN_BYTES, 3)
    return ValueSize(
        SMALL_BYTES, SMALL_BYTES, 3, number=kind in ("double precision", "real", "integer", "bigint", "smallint")
    )


def combine_sizes(sizes: Iterable[ValueSize]) -> ValueSize:
    """The size of several values together, as in a row."""
    parts = list(sizes)
    value = sum(size.value for size in parts) + len(parts)
    return ValueSize(value, sum(size.work for size in parts) + 1, sum(size.nodes for size in parts) + 1, 1)


def largest_size(sizes: Sequence[ValueSize]) -> ValueSize:
    """The size of one of several values, as of a CASE."""
    if not sizes:
        return ValueSize.of(SMALL_BYTES)
    made = combine_sizes(sizes)
    number = all(size.number for size in sizes)
    return replace(
        made, value=max(size.value for size in sizes), items=max(size.items for size in sizes), number=number
    )


def cast_size(size: ValueSize, type_name: Any, literal: str | None) -> ValueSize:
    """The size of a value after a cast. literal: the text that is cast, where it is a literal."""
    kind = type_name.names[-1].string.sval
    value = _bytes_of_type(size, kind, [type_modifier(node) for node in type_name.typmods])
    if not type_name.array_bounds:
        number = kind in _NUMBERS and (size.number or kind != "numeric")
        return size.derive(value, items=size.items, number=number)
    items = size.items if literal is None else literal.count(",") + 1
    return size.derive(items * (value + 3), items=items)


_NUMBERS = frozenset({"int2", "int4", "int8", "smallint", "integer", "bigint", "float4", "float8", "numeric"})
_TEXTS = frozenset({"text", "varchar"})


def _bytes_of_type(size: ValueSize, kind: str, modifiers: Sequence[int]) -> int:
    if kind in ("bpchar", "char"):
        return 4 * modifiers[0] if modifiers else max(SMALL_BYTES, size.value)
    if kind == "varchar" and modifiers:
        return min(size.value, 4 * modifiers[0])
    if kind in _TEXTS:
        return size.value
    if kind == "numeric":
        return max(size.value, _DOUBLE_DIGITS) if size.number else _TEXT_NUMERIC_DIGITS
    # A number of one digit takes more bytes in a document.
    return 8 * size.value if kind == "jsonb" else SMALL_BYTES


# ── Functions ────────────────────────────────────────────────────────────────────────────────────────────────────────

SizeRule = Callable[[Sequence[ValueSize]], int]


def _sum_bytes(sizes: Sequence[ValueSize]) -> int:
    return sum(size.value for size in sizes) + SMALL_BYTES


def _largest_bytes(sizes: Sequence[ValueSize]) -> int:
    return max((size.value for size in sizes), default=SMALL_BYTES)


def _constant_bytes(_sizes: Sequence[ValueSize]) -> int:
    return SMALL_BYTES


def _array_to_string_bytes(sizes: Sequence[ValueSize]) -> int:
    separators = sum(size.value for size in sizes[1:])
    return sizes[0].value + separators * (sizes[0].items + 1)


def _concat_ws_bytes(sizes: Sequence[ValueSize]) -> int:
    return _sum_bytes(sizes) + sizes[0].value * len(sizes)


def _case_change_bytes(sizes: Sequence[ValueSize]) -> int:
    return 3 * _sum_bytes(sizes)


def _format_bytes(sizes: Sequence[ValueSize]) -> int:
    # A letter of a format may print a word, and takes 32 bytes while the format is parsed.
    return sizes[0].value + 40 * sum(size.value for size in sizes[1:]) + SMALL_BYTES


def _rounding_bytes(sizes: Sequence[ValueSize]) -> int:
    return _sum_bytes(sizes) + (2_000 if len(sizes) > 1 else 0)


def _escape_bytes(sizes: Sequence[ValueSize]) -> int:
    return 4 * _sum_bytes(sizes)


def _collected_bytes(_sizes: Sequence[ValueSize]) -> int:
    return lists.MOST_COLLECTED_BYTES


def _build_rules() -> dict[str, SizeRule]:
    """The largest result of each function, by the sizes of its arguments."""
    named: dict[SizeRule, str] = {
        _constant_bytes: """count bool_and bool_or every row_number rank dense_rank percent_rank cume_dist ntile
            date_trunc date_part extract date_bin age now timezone overlaps justify_hours justify_days justify_interval
            make_interval make_date make_time make_timestamp make_timestamptz isfinite width_bucket length char_length
            position strpos starts_with cardinality array_length array_position generate_series jsonb_array_length
            jsonb_exists jsonb_typeof""",
        _largest_bytes: """min max mode lag lead first_value last_value nth_value percentile_disc abs ceil ceiling floor
            sign btrim ltrim rtrim substring substr left right split_part unnest mod""",
        _sum_bytes: "sum percentile_cont concat",
        _rounding_bytes: "round trunc",
        _case_change_bytes: "lower upper initcap",
        _format_bytes: "to_char to_timestamp to_date",
        _array_to_string_bytes: "array_to_string",
        _concat_ws_bytes: "concat_ws",
        _escape_bytes: "like_escape similar_to_escape",
        _collected_bytes: "array_agg string_agg",
    }
    rules = {name: rule for rule, names in named.items() for name in names.split()}
    # For numerics: twice the digits, and some after the point.
    powers = ("avg", "stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp", "sqrt")
    return rules | dict.fromkeys(powers, lambda sizes: 2 * _sum_bytes(sizes) + 1_000)


SIZE_RULES = _build_rules()
_NUMERIC_FUNCTION_NAMES = """
count sum avg stddev stddev_pop stddev_samp variance var_pop var_samp extract date_part length
char_length cardinality array_length row_number rank dense_rank ntile round trunc abs ceil ceiling floor sign sqrt
mod width_bucket percent_rank cume_dist jsonb_array_length position strpos generate_series
"""
_NUMERIC_FUNCTIONS = frozenset(_NUMERIC_FUNCTION_NAMES.split())


def call_size(call: Any, sizes: Sequence[ValueSize], ordered: Sequence[ValueSize]) -> ValueSize:
    """The size of a call's result. ordered: the sort keys of an ordered-set aggregate, such as a percentile.

    Raises SqlRejected where a separator of texts is long.
    """
    name = call.funcname[-1].string.sval
    _check_separators(name, call, sizes)
    value = SIZE_RULES[name]([*sizes, *ordered]) if sizes or ordered else SMALL_BYTES
    made = combine_sizes([*sizes, *ordered])
    items = max((size.items for size in sizes), default=1)
    if name in lists.COLLECTING_AGGREGATES:
        items = lists.MOST_COLLECTED
    elif name.startswith("percentile_"):
        value *= items
    elif name in ("left", "substring", "substr") and len(sizes) > 1:
        length = literal_integer(call.args[-1])
        if length is not None and length >= 0 and not (name != "left" and len(sizes) == 2):
            value = min(value, 4 * length)
    number = name in _NUMERIC_FUNCTIONS and all(
        size.number for size in sizes if name not in ("count", "length", "cardinality")
    )
    return made.derive(value, items=items, number=number)


def _check_separators(name: str, call: Any, sizes: Sequence[ValueSize]) -> None:
    places = {"string_agg": slice(1, 2), "array_to_string": slice(1, None), "concat_ws": slice(0, 1)}
    if name not in places:
        return
    for argument, size in list(zip(call.args, sizes, strict=True))[places[name]]:
        if literal_text(argument) is None and not _is_null(argument):
            raise SqlRejected(f"What {name} puts between texts must be written out.")
        if size.value > lists.LONGEST_SEPARATOR:
            raise SqlRejected(f"What {name} puts between texts may have at most {lists.LONGEST_SEPARATOR} bytes.")


def _is_null(node: Any) -> bool:
    return bool(node.WhichOneof("node") == "a_const" and node.a_const.isnull)
