"""The scores as tables, and every miss with the answer that was given."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from evals.ask.evaluate import QuestionResult
from evals.ask.golden import LANGUAGES
from evals.ask.retrieval import RETRIEVERS

_Metric = Callable[[QuestionResult], bool | None]


def format_table(results: Sequence[QuestionResult], title: str) -> str:
    """A row a category and one for all: questions, right evidence in the first five, exact answers."""
    lines = [
        f"{title:<18} | asked | evidence in first 5 (ko, en) | exact (ko, en)",
        f"{'-' * 18} | ----: | ---------------------------: | -------------:",
    ]
    categories = list(dict.fromkeys(one.golden.category for one in results))
    lines += [
        _format_row(category, [one for one in results if one.golden.category == category]) for category in categories
    ]
    return "\n".join([*lines, _format_row("all", results)])


def format_retrieval(results: Sequence[QuestionResult]) -> str:
    """What each leg of the search finds without a plan, beside the answers: evidence in the first five."""
    asked = [one for one in results if one.retrievers]
    if not asked:
        return ""
    lines = ["without a plan     | evidence in first 5 (ko, en)", f"{'-' * 18} | ---------------------------:"]
    lines += [f"{leg:<18} | {_format_by_language(asked, partial(_is_found_by, leg)):>28}" for leg in RETRIEVERS]
    return "\n".join([*lines, f"{'answers':<18} | {_format_by_language(asked, lambda one: one.score.evidence):>28}"])


def format_misses(results: Iterable[QuestionResult]) -> str:
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


def _is_found_by(leg: str, result: QuestionResult) -> bool:
    return result.retrievers[leg]


def median_milliseconds(results: Sequence[QuestionResult]) -> float:
    times = sorted(one.milliseconds for one in results)
    return times[len(times) // 2]


def _format_row(name: str, results: Sequence[QuestionResult]) -> str:
    evidence = _format_by_language(results, lambda one: one.score.evidence)
    return f"{name:<18} | {len(results):>5} | {evidence:>28} | {_format_by_language(results, lambda one: one.score.exact):>14}"


def _format_by_language(results: Sequence[QuestionResult], measure: _Metric) -> str:
    """ "98 %, 96 %": Korean, English; a dash where nothing was measured."""
    return ", ".join(
        _format_share([value for one in results if one.language == language and (value := measure(one)) is not None])
        for language in LANGUAGES
    )


def _format_share(values: Sequence[bool]) -> str:
    return f"{100 * sum(values) / len(values):.0f} %" if values else "–"
