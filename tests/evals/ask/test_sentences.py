"""The check of sentences on 200 swapped ones: a fast part of `python -m evals.ask.sentences`."""

from evals.ask.sentences.measure import measure
from evals.ask.sentences.wording import HELD_OUT, WORDINGS


def test_every_false_sentence_is_caught_and_true_ones_pass() -> None:
    for seed, wordings in ((1, WORDINGS), (2, HELD_OUT)):
        figures = measure(seed, 200, wordings)
        assert figures.false >= 200
        assert figures.share_caught == 1.0, [case.text for case in figures.slips]
        assert figures.share_marked <= 0.02, [case.text for case in figures.slips]
