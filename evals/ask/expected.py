"""What makes an answer right: moments that must and may be cited, a number or a word that must be said, or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.ask.moments import GroundTruth, TrueEvent


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """must: of each group, one has to be cited. may: what else a right answer can cite.

    count: a number that has to be told, in the answer or in its table; word: the same for a name, in any of its forms.
    unlike: all this was judged wrong; any other answer is better.
    With no groups and nothing else, the right answer is that nothing was found.
    """

    required: Sequence[Sequence[TrueEvent]] = ()
    optional: Sequence[TrueEvent] = ()
    count: int | None = None
    word: Sequence[str] = ()
    judged_wrong: bool = False

    @property
    def expects_evidence(self) -> bool:
        return bool(self.required or self.optional)

    @property
    def allowed(self) -> list[TrueEvent]:
        return [*(one for group in self.required for one in group), *self.optional]


AnswerRule = Callable[[GroundTruth], ExpectedAnswer]


def expect_each(
    moments: Sequence[TrueEvent], optional: Sequence[TrueEvent] = (), *, count: int | None = None
) -> ExpectedAnswer:
    """Every moment has to be cited."""
    return ExpectedAnswer([[one] for one in moments], optional, count)


def expect_persons(
    moments: Sequence[TrueEvent], optional: Sequence[TrueEvent] = (), *, count: bool = True
) -> ExpectedAnswer:
    """Each person has to be cited by one of their moments; count: and their number told."""
    by_person: dict[tuple[str, str], list[TrueEvent]] = {}
    for one in moments:
        if one.person:
            by_person.setdefault((one.clip, one.person), []).append(one)
    return ExpectedAnswer(list(by_person.values()), optional, len(by_person) if count else None)


def expect_nothing(_world: GroundTruth) -> ExpectedAnswer:
    return ExpectedAnswer()
