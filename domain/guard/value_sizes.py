"""Sizes of values, and what functions, casts and operators make of those of their arguments."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.guard import allow_lists as lists
from domain.guard.constants import modifier, text_of, whole_number
from domain.guard.rejection import Refusal

# Of a time, an interval, an identifier, a truth value or a number that is no numeric.
SMALL = 80
# A text such as 1e131000 is a numeric of so many digits.
_DIGITS_OF_A_TEXT = 150_000
# The digits of a double precision number as a numeric.
_DIGITS_OF_A_NUMBER = 350
_TEXT_COLUMN = 8_000
_LONG_COLUMN = 64_000


@dataclass(frozen=True, slots=True)
class Size:
    """value: at most so many bytes, written as text. work: the same of all that is computed on the way. nodes: how
    many expressions that takes, should the planner put definitions in the place of their names. items: members, where
    it is an array. number: surely one."""

    value: int
    work: int
    nodes: int = 1
    items: int = 1
    number: bool = False

    @staticmethod
    def of(value: int, *, items: int = 1, number: bool = False) -> "Size":
        return Size(value, value, 1, items, number)

    def becoming(self, value: int, *, items: int = 1, number: bool = False) -> "Size":
        """What is made of it."""
        return Size(value, self.work + value, self.nodes + 1, items, number)


def of_column(kind: str) -> Size:
    """kind: PostgreSQL's name of the column's type."""
    if kind.endswith("[]") or kind in ("json", "jsonb"):
        return Size(_LONG_COLUMN, _LONG_COLUMN, 3, 500)
    if kind == "text" or kind.startswith("character"):
        # Some are computed by the view.
        return Size(_TEXT_COLUMN, _TEXT_COLUMN, 3)
    return Size(SMALL, SMALL, 3, number=kind in ("double precision", "real", "integer", "bigint", "smallint"))


def combined(sizes: Iterable[Size]) -> Size:
    """Several together, as in a row."""
    held = list(sizes)
    value = sum(size.value for size in held) + len(held)
    return Size(value, sum(size.work for size in held) + 1, sum(size.nodes for size in held) + 1, 1)


def largest(sizes: Sequence[Size]) -> Size:
    """One of several, as of a CASE."""
    if not sizes:
        return Size.of(SMALL)
    made = combined(sizes)
    number = all(size.number for size in sizes)
    return replace(
        made, value=max(size.value for size in sizes), items=max(size.items for size in sizes), number=number
    )


def cast(size: Size, type_name: Any, literal: str | None) -> Size:
    """A value of that type made of another. literal: what is cast, where it is a text that is written out."""
    kind = type_name.names[-1].string.sval
    value = _of_type(size, kind, [modifier(node) for node in type_name.typmods])
    if not type_name.array_bounds:
        number = kind in _NUMBERS and (size.number or kind != "numeric")
        return size.becoming(value, items=size.items, number=number)
    items = size.items if literal is None else literal.count(",") + 1
    return size.becoming(items * (value + 3), items=items)


_NUMBERS = frozenset({"int2", "int4", "int8", "smallint", "integer", "bigint", "float4", "float8", "numeric"})
_TEXTS = frozenset({"text", "varchar"})


def _of_type(size: Size, kind: str, modifiers: Sequence[int]) -> int:
    if kind in ("bpchar", "char"):
        return 4 * modifiers[0] if modifiers else max(SMALL, size.value)
    if kind == "varchar" and modifiers:
        return min(size.value, 4 * modifiers[0])
    if kind in _TEXTS:
        return size.value
    if kind == "numeric":
        return max(size.value, _DIGITS_OF_A_NUMBER) if size.number else _DIGITS_OF_A_TEXT
    # Each number of a document takes more than its one digit.
    return 8 * size.value if kind == "jsonb" else SMALL


# ── Functions ────────────────────────────────────────────────────────────────────────────────────────────────────────

Rule = Callable[[Sequence[Size]], int]


def _sum(sizes: Sequence[Size]) -> int:
    return sum(size.value for size in sizes) + SMALL


def _first(sizes: Sequence[Size]) -> int:
    return max((size.value for size in sizes), default=SMALL)


def _small(_sizes: Sequence[Size]) -> int:
    return SMALL


def _joined(sizes: Sequence[Size]) -> int:
    separators = sum(size.value for size in sizes[1:])
    return sizes[0].value + separators * (sizes[0].items + 1)


def _gaps(sizes: Sequence[Size]) -> int:
    return _sum(sizes) + sizes[0].value * len(sizes)


def _cases(sizes: Sequence[Size]) -> int:
    return 3 * _sum(sizes)


def _formatted(sizes: Sequence[Size]) -> int:
    # A letter of a format may stand for a word, and takes 32 bytes while it is read.
    return sizes[0].value + 40 * sum(size.value for size in sizes[1:]) + SMALL


def _rounded(sizes: Sequence[Size]) -> int:
    return _sum(sizes) + (2_000 if len(sizes) > 1 else 0)


def _escaped(sizes: Sequence[Size]) -> int:
    return 4 * _sum(sizes)


def _collected(_sizes: Sequence[Size]) -> int:
    return lists.MOST_COLLECTED_BYTES


def _rules() -> dict[str, Rule]:
    """What each function answers at most, of the sizes of its arguments."""
    named: dict[Rule, str] = {
        _small: """count bool_and bool_or every row_number rank dense_rank percent_rank cume_dist ntile
            date_trunc date_part extract date_bin age now timezone overlaps justify_hours justify_days justify_interval
            make_interval make_date make_time make_timestamp make_timestamptz isfinite width_bucket length char_length
            position strpos starts_with cardinality array_length array_position generate_series jsonb_array_length
            jsonb_exists jsonb_typeof""",
        _first: """min max mode lag lead first_value last_value nth_value percentile_disc abs ceil ceiling floor sign
            btrim ltrim rtrim substring substr left right split_part unnest mod""",
        _sum: "sum percentile_cont concat",
        _rounded: "round trunc",
        _cases: "lower upper initcap",
        _formatted: "to_char to_timestamp to_date",
        _joined: "array_to_string",
        _gaps: "concat_ws",
        _escaped: "like_escape similar_to_escape",
        _collected: "array_agg string_agg",
    }
    rules = {name: rule for rule, names in named.items() for name in names.split()}
    # Of numerics: as many digits again, and some after the point.
    powers = ("avg", "stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp", "sqrt")
    return rules | dict.fromkeys(powers, lambda sizes: 2 * _sum(sizes) + 1_000)


RULES = _rules()
_NUMERIC_ANSWERS = """
count sum avg stddev stddev_pop stddev_samp variance var_pop var_samp extract date_part length
char_length cardinality array_length row_number rank dense_rank ntile round trunc abs ceil ceiling floor sign sqrt
mod width_bucket percent_rank cume_dist jsonb_array_length position strpos generate_series
"""
_COUNTS = frozenset(_NUMERIC_ANSWERS.split())


def called(call: Any, sizes: Sequence[Size], ordered: Sequence[Size]) -> Size:
    """What a function answers. ordered: what an aggregate sorts by, of which percentiles are taken.

    Raises Refusal where what stands between texts is long.
    """
    name = call.funcname[-1].string.sval
    _check_separators(name, call, sizes)
    value = RULES[name]([*sizes, *ordered]) if sizes or ordered else SMALL
    made = combined([*sizes, *ordered])
    items = max((size.items for size in sizes), default=1)
    if name in lists.COLLECTING:
        items = lists.MOST_COLLECTED
    elif name.startswith("percentile_"):
        value *= items
    elif name in ("left", "substring", "substr") and len(sizes) > 1:
        length = whole_number(call.args[-1])
        if length is not None and length >= 0 and not (name != "left" and len(sizes) == 2):
            value = min(value, 4 * length)
    number = name in _COUNTS and all(size.number for size in sizes if name not in ("count", "length", "cardinality"))
    return made.becoming(value, items=items, number=number)


def _check_separators(name: str, call: Any, sizes: Sequence[Size]) -> None:
    places = {"string_agg": slice(1, 2), "array_to_string": slice(1, None), "concat_ws": slice(0, 1)}
    if name not in places:
        return
    for argument, size in list(zip(call.args, sizes, strict=True))[places[name]]:
        if text_of(argument) is None and not _null(argument):
            raise Refusal(f"What {name} puts between texts must be written out.")
        if size.value > lists.LONGEST_SEPARATOR:
            raise Refusal(f"What {name} puts between texts may have at most {lists.LONGEST_SEPARATOR} bytes.")


def _null(node: Any) -> bool:
    return bool(node.WhichOneof("node") == "a_const" and node.a_const.isnull)
