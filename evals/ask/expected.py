"""What a right answer has: events that it must or may cite, a number or a name that it must state, or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.ask.moments import GroundTruth, TrueEvent


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """required: an answer must cite one event of each group. optional: events that it may cite as well.

    count: a number that the answer or its table must state; word: a name that they must state, in any of its forms.
    judged_wrong: a person judged an answer with this evidence wrong; any other answer is better.
    Without any of these, the right answer is that nothing was found.
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
        return [*(moment for group in self.required for moment in group), *self.optional]


AnswerRule = Callable[[GroundTruth], ExpectedAnswer]


def expect_each(
    moments: Sequence[TrueEvent], optional: Sequence[TrueEvent] = (), *, count: int | None = None
) -> ExpectedAnswer:
    """An answer that cites every one of these events."""
    return ExpectedAnswer([[moment] for moment in moments], optional, count)


def expect_persons(
    moments: Sequence[TrueEvent], optional: Sequence[TrueEvent] = (), *, count: bool = True
) -> ExpectedAnswer:
    """An answer that cites one event of each person. count: it must also state the number of people."""
    by_person: dict[tuple[str, str], list[TrueEvent]] = {}
    for moment in moments:
        if moment.person:
            by_person.setdefault((moment.clip, moment.person), []).append(moment)
    return ExpectedAnswer(list(by_person.values()), optional, len(by_person) if count else None)


def expect_nothing(_world: GroundTruth) -> ExpectedAnswer:
    return ExpectedAnswer()
