"""Generates operations from the schema with schemathesis: each root field of queries and mutations in turn."""

import io
import json
import random
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import schemathesis
from graphql import REMOVE, ArgumentNode, NameNode, ObjectFieldNode, Visitor, parse, print_ast, visit
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.graphql import nodes

# Fields with these prefixes come last, because they remove what the others ask about.
_DESTRUCTIVE_PREFIXES = ("delete", "close", "abort", "cancel")
_MIN_EXAMPLES = 5
_PAGING_PROBABILITY: Mapping[str, float] = {"first": 0.6, "last": 0.2, "after": 0.1, "before": 0.1}


@dataclass(frozen=True, slots=True)
class GeneratedOperation:
    """field: the root field, such as "Query.video"."""

    field: str
    text: str


def generate_operations(
    sdl: str, number: int, ids: Sequence[str] = (), first_seed: int = 1
) -> Iterator[GeneratedOperation]:
    """Yield `number` different operations, spread over the root fields; fewer if the schema has no more.

    The same arguments make the same operations in a process with the same imported modules, since Hypothesis takes
    some values from their source. Ids are often among `ids`, and numbers often small: otherwise nearly every value
    would be refused as out of range, and the resolvers would never run.
    """
    fields = _build_strategies(sdl, ids)
    known: dict[str, set[str]] = {field: set() for field in sorted(fields, key=_sort_key)}
    count_made, seed_ = 0, first_seed
    while count_made < number and known:
        share = max(1, (number - count_made) // len(known))
        for field in list(known):
            wanted = min(share, number - count_made)
            # The first operations of each seed are the simplest, so later seeds repeat them.
            texts = _generate_texts(fields[field], max(wanted, _MIN_EXAMPLES) if known[field] else wanted, seed_)
            fresh = [text for text in texts if text not in known[field]][:wanted]
            yield from (GeneratedOperation(field, text) for text in fresh)
            count_made += len(fresh)
            known[field].update(fresh)
            if 2 * len(fresh) < wanted:
                # The field has hardly any other operations.
                del known[field]
        seed_ += 1


def _sort_key(field: str) -> tuple[int, str]:
    root, _, name = field.partition(".")
    return (2 if name.startswith(_DESTRUCTIVE_PREFIXES) else root == "Mutation"), field


def _build_strategies(sdl: str, ids: Sequence[str]) -> Mapping[str, st.SearchStrategy[Any]]:
    text = st.text(max_size=40)
    known = st.sampled_from(list(ids)) if ids else text
    scalars: Mapping[str, st.SearchStrategy[Any]] = {
        "ID": st.one_of(known, known, known, text).map(nodes.String),
        "Int": st.one_of(st.integers(0, 100), st.integers(-(2**31), 2**31 - 1)).map(nodes.Int),
        "Float": st.one_of(
            st.floats(0, 60, allow_subnormal=False).map(lambda value: round(value, 3)),
            st.floats(allow_nan=False, allow_infinity=False),
        ).map(nodes.Float),
        "BigInt": st.one_of(st.integers(1, 10**6), st.integers(-(2**63), 2**63 - 1)).map(nodes.Int),
        "JSON": st.dictionaries(st.text("abcde", min_size=1, max_size=5), st.integers(-9, 9) | text).map(
            _to_object_node
        ),
    }
    for name, strategy in scalars.items():
        schemathesis.graphql.scalar(name, strategy)
    schema = schemathesis.graphql.from_file(io.StringIO(sdl))
    operations = (result.ok() for result in schema.get_all_operations() if isinstance(result, Ok))
    return {operation.label: operation.as_strategy() for operation in operations}


def _to_object_node(value: Mapping[str, int | str]) -> Any:
    pairs = (
        (name, nodes.Int(member) if isinstance(member, int) else nodes.String(member)) for name, member in value.items()
    )
    return nodes.Object([ObjectFieldNode(name=NameNode(value=name), value=node) for name, node in pairs])


class _PagingReducer(Visitor):
    """Removes most of the paging arguments. The generator always gives all of them, which every list refuses."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._chance = random.Random(number)  # noqa: S311  (chance, not a secret)

    def enter_argument(self, node: ArgumentNode, *_: Any) -> Any:
        probability = _PAGING_PROBABILITY.get(node.name.value, 1.0)
        return None if self._chance.random() < probability else REMOVE


def _generate_texts(strategy: st.SearchStrategy[Any], number: int, seed_: int) -> list[str]:
    texts: dict[str, None] = {}
    numbers = count(1000 * seed_)

    @seed(seed_)
    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(case: Any) -> None:
        text = str(case.body)
        texts[print_ast(visit(parse(text), _PagingReducer(next(numbers))))] = None

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        collect()
    return list(texts)


if __name__ == "__main__":
    # A fresh process makes the same operations each time. Input: arguments as JSON; output: pairs of field and text.
    arguments = json.load(sys.stdin)
    json.dump([(operation.field, operation.text) for operation in generate_operations(**arguments)], sys.stdout)
