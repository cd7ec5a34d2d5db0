"""The scores as tables, and every miss with the answer that was given."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from evals.ask.evaluate import Result
from evals.ask.golden import LANGUAGES
from evals.ask.retrieval import LEGS

_Measure = Callable[[Result], bool | None]


def table(results: Sequence[Result], title: str) -> str:
    """A row a category and one for all: questions, right evidence in the first five, exact answers."""
    lines = [
        f"{title:<18} | asked | evidence in first 5 (ko, en) | exact (ko, en)",
        f"{'-' * 18} | ----: | ---------------------------: | -------------:",
    ]
    categories = list(dict.fromkeys(one.golden.category for one in results))
    lines += [_row(category, [one for one in results if one.golden.category == category]) for category in categories]
    return "\n".join([*lines, _row("all", results)])


def retrieval(results: Sequence[Result]) -> str:
    """What each leg of the search finds without a plan, beside the answers: evidence in the first five."""
    asked = [one for one in results if one.legs]
    if not asked:
        return ""
    lines = ["without a plan     | evidence in first 5 (ko, en)", f"{'-' * 18} | ---------------------------:"]
    lines += [f"{leg:<18} | {_both(asked, partial(_found_by, leg)):>28}" for leg in LEGS]
    return "\n".join([*lines, f"{'answers':<18} | {_both(asked, lambda one: one.score.evidence):>28}"])


def misses(results: Iterable[Result]) -> str:
    lines = []
    for one in results:
        if one.score.exact and one.score.evidence is not False:
            continue
        degraded = f"  without {', '.join(one.history['degraded'])}" if one.history["degraded"] else ""
        lines += [
            "",
            f"{one.golden.key} ({one.language}): {one.golden.texts[one.language]}{degraded}",
            f"  read as: {one.history['interpretation']}",
            f"  answer:  {one.history['response']}",
        ]
        if one.history.get("generatedSql"):
            lines.append(f"  SQL:     {one.history['generatedSql']}")
        lines += [f"  miss:    {miss}" for miss in one.score.misses]
        if one.score.evidence is False:
            lines.append("  miss:    not the right evidence in the first five")
    return "\n".join(lines)


def _found_by(leg: str, result: Result) -> bool:
    return result.legs[leg]


def median_milliseconds(results: Sequence[Result]) -> float:
    times = sorted(one.milliseconds for one in results)
    return times[len(times) // 2]


def _row(name: str, results: Sequence[Result]) -> str:
    evidence = _both(results, lambda one: one.score.evidence)
    return f"{name:<18} | {len(results):>5} | {evidence:>28} | {_both(results, lambda one: one.score.exact):>14}"


def _both(results: Sequence[Result], measure: _Measure) -> str:
    """ "98 %, 96 %": Korean, English; a dash where nothing was measured."""
    return ", ".join(
        _share([value for one in results if one.language == language and (value := measure(one)) is not None])
        for language in LANGUAGES
    )


def _share(values: Sequence[bool]) -> str:
    return f"{100 * sum(values) / len(values):.0f} %" if values else "–"
