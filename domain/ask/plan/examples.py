"""Questions with the plans that are right for them, for the static part of the planner's system text.

Models that see a few of them write plans that are shorter and hold what was asked: without, they fill in every field.
The pairs are in examples.json. A test reads each by the tool's schema and by the parser, so that none falls behind.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Example:
    """plan: the input of the planner's tool, with what was asked and no more. context: what of it the plan rests on."""

    question: str
    plan: Mapping[str, Any]
    context: str = ""


_PAIRS: Mapping[str, Sequence[Mapping[str, Any]]] = json.loads(
    Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
)
PLAN_EXAMPLES: Sequence[Example] = tuple(Example(**pair) for pair in _PAIRS["plan"])
SQL_EXAMPLES: Sequence[Example] = tuple(Example(**pair) for pair in _PAIRS["sql"])


def format_examples(*, with_sql: bool) -> str:
    """The examples as a part of the system text, which is the same for every question."""
    examples = [*PLAN_EXAMPLES, *(SQL_EXAMPLES if with_sql else ())]
    shown = "\n".join(_format_example(example) for example in examples)
    return f"Examples, of other footage; each leaves out what was not asked:\n{shown}"


def _format_example(example: Example) -> str:
    context = f"({example.context}) " if example.context else ""
    return f"{context}{example.question}\n{json.dumps(example.plan, ensure_ascii=False, separators=(',', ':'))}"
