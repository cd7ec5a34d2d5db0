"""The checks of summaries find what is wrong, and nothing in what is right."""

from evals.scenes.catalogue import SCENES
from evals.summaries.__main__ import many, scenes, summary_of
from evals.summaries.check import miscounted, misses
from evals.summaries.world import rows
from models.asking.answers import StoredSummary
from models.enums import Language

SAMPLE = SCENES["sample"]


async def written(language: Language = Language.EN) -> StoredSummary:
    summary = await summary_of(SAMPLE, rows(SAMPLE), language)
    assert summary is not None
    return summary


def test_there_are_twenty_scenes_of_one_to_twelve_visits() -> None:
    counts = [len(scene.visits) for scene in scenes()]
    assert len(counts) == 20
    assert (min(counts), max(counts)) == (1, 12)


async def test_a_right_summary_misses_nothing() -> None:
    assert misses(await written(), SAMPLE) == []
    assert misses(await written(Language.KO), SAMPLE) == []


async def test_a_visitor_left_out_told_twice_or_invented_is_found() -> None:
    summary = await written()
    first, *others = summary.visitors
    assert misses(summary.model_copy(update={"visitors": others}), SAMPLE) == ["P1 is told 0 times"]
    assert "P1 is told 2 times" in misses(summary.model_copy(update={"visitors": [first, first, *others]}), SAMPLE)
    stranger = first.model_copy(update={"track_id": "P9", "text": "Came."})
    assert "P9 is invented" in misses(summary.model_copy(update={"visitors": [*summary.visitors, stranger]}), SAMPLE)
    named = summary.model_copy(update={"text": f"{summary.text} P7 came, too."})
    assert misses(named, SAMPLE) == ["the text names P7"]


async def test_times_that_are_off_are_found() -> None:
    summary = await written()
    first, *others = summary.visitors
    late = first.model_copy(update={"first_seen_seconds": first.first_seen_seconds + 1.5})
    assert len(misses(summary.model_copy(update={"visitors": [late, *others]}), SAMPLE)) == 1
    told = first.model_copy(update={"text": "P1 came in at 00:45."})
    assert len(misses(summary.model_copy(update={"visitors": [told, *others]}), SAMPLE)) == 1


async def test_a_type_that_is_counted_wrong_is_found() -> None:
    held = many(SAMPLE)
    summary = await summary_of(SAMPLE, held, Language.EN)
    assert summary is not None
    assert miscounted(summary, held) == []
    assert len(miscounted(summary, held[:-1])) == 1
