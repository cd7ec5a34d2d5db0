"""One look: a cheap model first, then the one that reports; a report that does not fit is asked for once more."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from domain.llm.usage_meter import UsageMeter
from domain.looking.check import CheckedReport, ToldEvent, check_report
from domain.looking.message import Shown, build_message
from domain.looking.price import price_at_most, price_tokens
from domain.looking.prompts import GATE, LOOKER
from domain.looking.tool import GATE_TOOL, LOOK_TOOL
from models.asking.conversation import Conversation, Message, Reply
from models.errors import ModelFailed, Throttled, Unavailable, WatchgraphError
from models.footage.looks import Unlooked

_log = logging.getLogger(__name__)
_MAX_TOKENS, _GATE_TOKENS = 2_000, 500


class LookingModel(Protocol):
    async def converse(self, conversation: Conversation, /) -> Reply: ...


class LookPurse(Protocol):
    """The budget of a camera's day, and of its organization's."""

    async def reserve(self, micro_usd: int, /) -> bool:
        """Take so much out of the budget, before a call; False where that is more than is left."""
        ...

    async def give_back(self, micro_usd: int, /) -> None:
        """Return what a call did not cost. A process that dies before it returns nothing: that stays spent."""
        ...


class NotLooked(Exception):
    """Nothing has looked, for this reason."""

    def __init__(self, why: Unlooked) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class LookModels:
    """model_id: of what looks and reports. gate_id: of what decides whether it looks; "": it always does."""

    models: LookingModel
    model_id: str
    gate_id: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a look told. model_id: what told it. dropped: events that did not fit the tracks, also when asked again."""

    report: CheckedReport
    model_id: str
    dropped: int = 0

    @property
    def events(self) -> Sequence[ToldEvent]:
        return self.report.events


@dataclass(slots=True)
class Looker:
    """Asks the models about one part. meter: counts what that takes."""

    looking: LookModels
    purse: LookPurse
    meter: UsageMeter = field(default_factory=UsageMeter)

    async def look(self, shown: Shown) -> Answer:
        """Raises NotLooked."""
        message = build_message(shown)
        if self.looking.gate_id:
            gate = Conversation(self.looking.gate_id, GATE, [message], GATE_TOOL, _GATE_TOKENS)
            decision = await self._ask_twice(gate)
            if decision.get("look") is False:
                return Answer(check_report({**decision, "events": []}, shown), self.looking.gate_id)
        conversation = Conversation(self.looking.model_id, LOOKER, [message], LOOK_TOOL, _MAX_TOKENS)
        told = await self._ask_twice(conversation)
        first = check_report(told, shown)
        if not first.problems:
            return Answer(first, self.looking.model_id)
        return await self._correct(conversation, told, first, shown)

    async def _correct(
        self, conversation: Conversation, told: Mapping[str, Any], first: CheckedReport, shown: Shown
    ) -> Answer:
        """Ask once more; what still does not fit is dropped. Without another answer, the first one's fits count."""
        result = "\n".join(
            [*first.problems, "Report everything again, without what the frames and tracks do not show."]
        )
        again = replace(
            conversation,
            messages=[
                *conversation.messages,
                Message("assistant", "", tool_input=told),
                Message("user", result, is_tool_result=True),
            ],
        )
        try:
            second = check_report(await self._ask(again), shown)
        except NotLooked:
            second = first
        return Answer(second, conversation.model_id, len(second.problems))

    async def _ask_twice(self, conversation: Conversation) -> Mapping[str, Any]:
        """The tool's input. A model that answers without it is asked once more. Raises NotLooked."""
        try:
            return await self._ask(conversation)
        except NotLooked as failure:
            if failure.why is not Unlooked.NO_ANSWER:
                raise
            return await self._ask(conversation)

    async def _ask(self, conversation: Conversation) -> Mapping[str, Any]:
        """One call, which the budget pays. What a call that failed may have cost stays spent. Raises NotLooked."""
        reserved = price_at_most(conversation)
        if not await self.purse.reserve(reserved):
            raise NotLooked(Unlooked.BUDGET)
        try:
            reply = await self.looking.models.converse(conversation)
        except Throttled:
            await self.purse.give_back(reserved)
            raise NotLooked(Unlooked.THROTTLED) from None
        except ModelFailed as error:
            _log.warning("A model that looks gave no report: %s", error)
            raise NotLooked(Unlooked.NO_ANSWER) from None
        except Unavailable as error:
            _log.warning("A model that looks does not answer: %s", error)
            raise NotLooked(Unlooked.MODEL_GONE) from None
        except WatchgraphError as error:
            _log.warning("A model that looks declines: %s", error)
            raise NotLooked(Unlooked.NO_ANSWER) from None
        images = sum(len(message.images) for message in conversation.messages)
        self.meter.record_tokens(conversation.model_id, reply.tokens, images=images)
        await self.purse.give_back(max(0, reserved - price_tokens(conversation.model_id, reply.tokens)))
        if reply.tool_input is None:
            raise NotLooked(Unlooked.NO_ANSWER)
        return reply.tool_input
