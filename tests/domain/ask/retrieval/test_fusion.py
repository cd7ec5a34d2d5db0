"""Fusing rankings by rank, not by score."""

import pytest

from domain.ask.retrieval.fusion import reciprocal_rank_fusion


def test_what_two_rankings_agree_on_comes_before_what_one_puts_first() -> None:
    assert [item for item, _ in reciprocal_rank_fusion([["a", "b"], ["c", "b"]])] == ["b", "a", "c"]


def test_a_score_is_the_sum_of_reciprocal_ranks() -> None:
    assert dict(reciprocal_rank_fusion([["a", "b"], ["b"]])) == pytest.approx({"b": 1 / 62 + 1 / 61, "a": 1 / 61})


def test_equal_scores_keep_the_order_in_which_they_were_met() -> None:
    assert [item for item, _ in reciprocal_rank_fusion([["x"], ["y"], ["z"]])] == ["x", "y", "z"]


def test_an_item_that_a_ranking_repeats_counts_once() -> None:
    assert reciprocal_rank_fusion([["a", "a"]]) == reciprocal_rank_fusion([["a"]])


def test_nothing_fuses_to_nothing() -> None:
    assert reciprocal_rank_fusion([[], []]) == []
