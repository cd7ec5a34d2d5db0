"""The checks of summaries find what is wrong, and nothing in what is right."""

from evals.scenes.catalogue import SCENES
from evals.summaries.__main__ import list_scenes, make_events, write_summary
from evals.summaries.check import list_miscounted, list_misses
from evals.summaries.world import build_evidence
from models.asking.answers import StoredSummary
from models.enums import Language

SAMPLE = SCENES["sample"]


async def write_sample_summary(language: Language = Language.EN) -> StoredSummary:
    summary = await write_summary(SAMPLE, build_evidence(SAMPLE), language)
    assert summary is not None
    return summary


def test_there_are_twenty_scenes_of_one_to_twelve_visits() -> None:
    counts = [len(scene.visits) for scene in list_scenes()]
    assert len(counts) == 20
    assert (min(counts), max(counts)) == (1, 12)


async def test_a_right_summary_misses_nothing() -> None:
    assert list_misses(await write_sample_summary(), SAMPLE) == []
    assert list_misses(await write_sample_summary(Language.KO), SAMPLE) == []


async def test_a_visitor_left_out_told_twice_or_invented_is_found() -> None:
    summary = await write_sample_summary()
    first, *others = summary.visitors
    assert list_misses(summary.model_copy(update={"visitors": others}), SAMPLE) == ["P1 is told 0 times"]
    assert "P1 is told 2 times" in list_misses(summary.model_copy(update={"visitors": [first, first, *others]}), SAMPLE)
    stranger = first.model_copy(update={"track_id": "P9", "text": "Came."})
    assert "P9 is invented" in list_misses(
        summary.model_copy(update={"visitors": [*summary.visitors, stranger]}), SAMPLE
    )
    named = summary.model_copy(update={"text": f"{summary.text} P7 came, too."})
    assert list_misses(named, SAMPLE) == ["the text names P7"]


async def test_times_that_are_off_are_found() -> None:
    summary = await write_sample_summary()
    first, *others = summary.visitors
    late = first.model_copy(update={"first_seen_seconds": first.first_seen_seconds + 1.5})
    assert len(list_misses(summary.model_copy(update={"visitors": [late, *others]}), SAMPLE)) == 1
    told = first.model_copy(update={"text": "P1 came in at 00:45."})
    assert len(list_misses(summary.model_copy(update={"visitors": [told, *others]}), SAMPLE)) == 1


async def test_a_type_that_is_counted_wrong_is_found() -> None:
    held = make_events(SAMPLE)
    summary = await write_summary(SAMPLE, held, Language.EN)
    assert summary is not None
    assert list_miscounted(summary, held) == []
    assert len(list_miscounted(summary, held[:-1])) == 1
