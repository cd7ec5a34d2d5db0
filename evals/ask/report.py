"""The scores as tables, and every miss with its answer."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from evals.ask.evaluate import QuestionResult
from evals.ask.golden import LANGUAGES
from evals.ask.retrieval import RETRIEVERS

_Metric = Callable[[QuestionResult], bool | None]


def format_table(results: Sequence[QuestionResult], title: str) -> str:
    """A row for each category and one for all: questions, right evidence in the first five, exact answers."""
    lines = [
        f"{title:<18} | asked | evidence in first 5 (ko, en) | exact (ko, en)",
        f"{'-' * 18} | ----: | ---------------------------: | -------------:",
    ]
    categories = list(dict.fromkeys(result.golden.category for result in results))
    lines += [
        _format_row(category, [result for result in results if result.golden.category == category])
        for category in categories
    ]
    return "\n".join([*lines, _format_row("all", results)])


def format_retrieval(results: Sequence[QuestionResult]) -> str:
    """For each retriever without a plan, and for the answers: how often the first five have the evidence."""
    asked = [result for result in results if result.retrievers]
    if not asked:
        return ""
    lines = ["without a plan     | evidence in first 5 (ko, en)", f"{'-' * 18} | ---------------------------:"]
    lines += [f"{name:<18} | {_format_by_language(asked, partial(_is_found_by, name)):>28}" for name in RETRIEVERS]
    return "\n".join(
        [*lines, f"{'answers':<18} | {_format_by_language(asked, lambda result: result.score.evidence):>28}"]
    )


def format_misses(results: Iterable[QuestionResult]) -> str:
    lines = []
    for result in results:
        if result.score.exact and result.score.evidence is not False:
            continue
        degraded = f"  without {', '.join(result.history['degraded'])}" if result.history["degraded"] else ""
        lines += [
            "",
            f"{result.golden.key} ({result.language}): {result.golden.texts[result.language]}{degraded}",
            f"  read as: {result.history['interpretation']}",
            f"  answer:  {result.history['response']}",
        ]
        if result.history.get("generatedSql"):
            lines.append(f"  SQL:     {result.history['generatedSql']}")
        lines += [f"  miss:    {miss}" for miss in result.score.misses]
        if result.score.evidence is False:
            lines.append("  miss:    not the right evidence in the first five")
    return "\n".join(lines)


def _is_found_by(retriever: str, result: QuestionResult) -> bool:
    return result.retrievers[retriever]


def median_milliseconds(results: Sequence[QuestionResult]) -> float:
    times = sorted(result.milliseconds for result in results)
    return times[len(times) // 2]


def _format_row(name: str, results: Sequence[QuestionResult]) -> str:
    evidence = _format_by_language(results, lambda result: result.score.evidence)
    exact = _format_by_language(results, lambda result: result.score.exact)
    return f"{name:<18} | {len(results):>5} | {evidence:>28} | {exact:>14}"


def _format_by_language(results: Sequence[QuestionResult], measure: _Metric) -> str:
    """ "98 %, 96 %": Korean, English; a dash where nothing was measured."""
    return ", ".join(
        _format_share(
            [value for result in results if result.language == language and (value := measure(result)) is not None]
        )
        for language in LANGUAGES
    )


def _format_share(values: Sequence[bool]) -> str:
    return f"{100 * sum(values) / len(values):.0f} %" if values else "–"
