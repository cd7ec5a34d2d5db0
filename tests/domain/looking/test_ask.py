"""How a part is looked at: the cheap model first, one more try, and never more than the budget."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from domain.looking.ask import Looker, LookModels, NotLooked
from domain.looking.price import price_tokens
from models.asking.conversation import Conversation, Reply, TokenCount
from models.errors import ModelFailed, Throttled, TimedOut, Unavailable
from models.event_types import LOOKED_FOR_TYPES
from models.footage.looks import Unlooked
from tests.domain.looking.test_check import EVENT, SHOWN, report

STRONG, SMALL = "anthropic.claude-sonnet-4-5-20250929-v1:0", "amazon.nova-lite-v1:0"
INVENTED = {**EVENT, "people": ["P9"]}
Given = Mapping[str, Any] | Exception


@dataclass
class Purse:
    left: int = 10_000_000
    reserved: list[int] = field(default_factory=list)

    async def reserve(self, micro_usd: int, /) -> bool:
        if micro_usd > self.left:
            return False
        self.left -= micro_usd
        self.reserved.append(micro_usd)
        return True

    async def give_back(self, micro_usd: int, /) -> None:
        self.left += micro_usd


@dataclass
class Scripted:
    """Answers one after the other."""

    answers: Sequence[Given]
    asked: list[Conversation] = field(default_factory=list)
    watch: Callable[[], None] = lambda: None

    async def converse(self, conversation: Conversation, /) -> Reply:
        self.asked.append(conversation)
        self.watch()
        answer = self.answers[len(self.asked) - 1]
        if isinstance(answer, Exception):
            raise answer
        return Reply("", answer, "tool_use", TokenCount(5000, 300))


def looker(*answers: Given, gate: str = "", purse: Purse | None = None) -> tuple[Looker, Scripted]:
    models = Scripted(answers)
    return Looker(LookModels(models, STRONG, gate), purse or Purse()), models


async def test_a_report_that_fits_takes_one_call_and_costs_what_it_used() -> None:
    purse = Purse()
    look, models = looker(report(EVENT), purse=purse)
    answer = await look.look(SHOWN)
    assert (len(answer.events), answer.dropped, answer.model_id) == (1, 0, STRONG)
    [asked] = models.asked
    assert asked.tool is not None
    assert len(asked.messages[0].images) == 4
    assert 10_000_000 - purse.left == price_tokens(STRONG, TokenCount(5000, 300)) == 19_500
    assert purse.reserved[0] > 19_500
    assert look.meter.usage.images == 4


async def test_an_invented_person_is_asked_about_once_then_dropped_with_a_count() -> None:
    look, models = looker(report(INVENTED, EVENT), report(INVENTED, EVENT))
    answer = await look.look(SHOWN)
    assert ([event.people for event in answer.events], answer.dropped) == ([("P1",)], 1)
    _, call, result = models.asked[1].messages
    assert call.tool_input is not None
    assert result.is_tool_result
    assert "there is no person P9" in result.text


async def test_a_corrected_report_counts() -> None:
    look, _ = looker(report(INVENTED), report(EVENT))
    answer = await look.look(SHOWN)
    assert (len(answer.events), answer.dropped) == (1, 0)


async def test_what_fits_of_the_first_report_stays_where_the_second_try_fails() -> None:
    look, _ = looker(report(INVENTED, EVENT), Throttled(service="Bedrock"))
    answer = await look.look(SHOWN)
    assert (len(answer.events), answer.dropped) == (1, 1)


async def test_the_small_model_decides_whether_the_strong_one_looks() -> None:
    look, models = looker({"look": False, "description": "A man walks.", "cannotTell": []}, gate=SMALL)
    answer = await look.look(SHOWN)
    assert (answer.events, answer.model_id, answer.report.description[0]) == ([], SMALL, "A man walks.")
    assert answer.report.examined == list(LOOKED_FOR_TYPES)
    look, models = looker({"look": True}, report(EVENT), gate=SMALL)
    assert len((await look.look(SHOWN)).events) == 1
    assert [asked.model_id for asked in models.asked] == [SMALL, STRONG]


async def test_a_small_model_that_decides_nothing_lets_the_strong_one_look() -> None:
    look, _ = looker({}, report(EVENT), gate=SMALL)
    assert len((await look.look(SHOWN)).events) == 1


@pytest.mark.parametrize(
    ("failures", "why", "spent"),
    [
        ([Throttled(service="b")], Unlooked.THROTTLED, False),
        ([TimedOut(service="b")], Unlooked.MODEL_GONE, True),
        ([Unavailable(service="b")], Unlooked.MODEL_GONE, True),
        ([ModelFailed(problem="prose"), ModelFailed(problem="prose")], Unlooked.NO_ANSWER, True),
    ],
)
async def test_a_model_that_fails_is_told_and_what_it_may_have_cost_stays_spent(
    failures: list[Given], why: Unlooked, *, spent: bool
) -> None:
    purse = Purse()
    look, _ = looker(*failures, purse=purse)
    with pytest.raises(NotLooked) as failure:
        await look.look(SHOWN)
    assert (failure.value.why, purse.left < 10_000_000) == (why, spent)


async def test_a_model_that_answers_prose_once_is_asked_again() -> None:
    look, _ = looker(ModelFailed(problem="prose"), report(EVENT))
    assert len((await look.look(SHOWN)).events) == 1


async def test_no_call_is_made_that_the_budget_may_not_pay() -> None:
    look, models = looker(report(EVENT), purse=Purse(left=1000))
    with pytest.raises(NotLooked) as failure:
        await look.look(SHOWN)
    assert (failure.value.why, models.asked) == (Unlooked.BUDGET, [])


def test_a_model_of_unknown_price_counts_as_the_dearest_and_a_local_one_as_free() -> None:
    tokens = TokenCount(1_000_000, 0)
    assert price_tokens("nobody.knows-v1:0", tokens) >= price_tokens(STRONG, tokens) == 3_000_000
    assert price_tokens("local.detector-v1", tokens) == 0
