"""Every mistake of an input is collected, and raised together."""

import pytest

from models.enums import Language
from models.errors import InvalidInput, NotFound, QuotaExceeded, SeveralMistakes, Unavailable, UserMistake
from models.mistakes import MAX_MISTAKES, MistakeCollector, about_field


def double(number: int, field: str) -> int:
    if number < 0:
        raise InvalidInput("OUT_OF_RANGE", field=("input", field), low=0, high=9)
    return 2 * number


def double_all(*numbers: int) -> None:
    with MistakeCollector() as mistakes:
        for index, number in enumerate(numbers):
            mistakes.check(double, number, str(index))


def raise_all(*numbers: int) -> UserMistake:
    with pytest.raises(UserMistake) as raised:
        double_all(*numbers)
    return raised.value


def test_valid_values_are_returned() -> None:
    with MistakeCollector() as mistakes:
        assert mistakes.check(double, 2, "a") == 4
        assert not mistakes.any


def test_one_mistake_is_raised_as_it_is() -> None:
    error = raise_all(1, -1)
    assert (type(error), error.field, error.mistakes) == (InvalidInput, ("input", "1"), (error,))


def test_several_are_raised_together_in_their_order() -> None:
    error = raise_all(-1, 1, -1)
    assert isinstance(error, SeveralMistakes)
    assert [mistake.field for mistake in error.mistakes] == [("input", "0"), ("input", "2")]
    assert (error.code, error.field) == ("OUT_OF_RANGE", ("input", "0"))
    assert error.message(Language.KO) == error.mistakes[0].message(Language.KO)


def test_collectors_nest() -> None:
    def validate_inner() -> None:
        with MistakeCollector() as inner:
            inner.check(double, -1, "first")
            inner.check(double, -1, "second")

    def validate_outer() -> None:
        with MistakeCollector() as mistakes:
            mistakes.check(double, -1, "before")
            mistakes.check(validate_inner)

    with pytest.raises(SeveralMistakes) as raised:
        validate_outer()
    assert [mistake.field[1] for mistake in raised.value.mistakes] == ["before", "first", "second"]


def end_block_with(error: Exception) -> None:
    with MistakeCollector() as mistakes:
        mistakes.check(double, -1, "a")
        raise error


def test_a_mistake_that_ends_the_block_comes_last() -> None:
    with pytest.raises(SeveralMistakes) as raised:
        end_block_with(NotFound(field=("id",)))
    assert [mistake.code for mistake in raised.value.mistakes] == ["OUT_OF_RANGE", "NOT_FOUND"]


def test_other_errors_win_over_mistakes() -> None:
    with pytest.raises(Unavailable):
        end_block_with(Unavailable(service="database"))


def test_raise_any_ends_the_block_with_each_mistake_once() -> None:
    def validate() -> None:
        with MistakeCollector() as mistakes:
            mistakes.check(double, -1, "a")
            mistakes.raise_any()

    with pytest.raises(InvalidInput) as raised:
        validate()
    assert len(raised.value.mistakes) == 1


def test_no_more_than_a_bound_are_kept() -> None:
    assert len(raise_all(*[-1] * (MAX_MISTAKES + 5)).mistakes) == MAX_MISTAKES


def test_mistakes_can_be_said_of_another_field() -> None:
    with pytest.raises(QuotaExceeded) as raised, about_field("input", "token"):
        raise QuotaExceeded(quota="analyses", limit=1, used=2)
    assert raised.value.field == ("input", "token")
    with pytest.raises(SeveralMistakes) as several, about_field("id"):
        double_all(-1, -1)
    assert [mistake.field for mistake in several.value.mistakes] == [("id",), ("id",)]
