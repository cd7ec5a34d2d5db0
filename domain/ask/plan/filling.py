"""Let a model fill in a plan; what is wrong with it is sent back to the model, once."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from domain.ask.plan.asked import find_unaccounted
from domain.ask.plan.names import drop_unknown_places
from domain.ask.plan.plan import Plan, SearchPlan
from domain.ask.plan.problems import find_problems
from domain.ask.question.question import Question
from domain.ask.services import AskServices
from domain.ask.settings import AskSettings
from domain.ask.time.unused import find_unread_times
from domain.llm.strict_schema import make_strict
from domain.llm.usage_meter import UsageMeter
from models.asking.conversation import Conversation, Message, Reply, Tool
from models.errors import ModelFailed

# Reads a tool's input; raises ModelFailed for one that is no plan.
ReadPlan = Callable[[Mapping[str, Any] | None], Plan]


def choose_tool(tool: Tool, settings: AskSettings) -> Tool:
    """The tool with the schema that the endpoint accepts."""
    return make_strict(tool) if settings.strict_tools else tool


async def fill_in(
    conversation: Conversation,
    read: ReadPlan[Plan],
    question: Question,
    services: AskServices,
    meter: UsageMeter,
    *,
    holds_all: bool = True,
) -> Plan:
    """The plan of a question. Raises ModelFailed if the second one cannot be used either, and what the model raises.

    A plan that cannot be read, contradicts itself or drops a time or other words of the question is answered with what
    is wrong, as the result of the tool. A second plan that still drops them is used: whoever asks is told then.
    holds_all=False: whoever works by the plan reads the question, too, so that only its times count.
    """

    async def converse(messages: Conversation) -> Reply:
        reply = await services.models.converse(messages)
        meter.record_tokens(messages.model_id, reply.tokens)
        return reply

    first = await converse(conversation)

    def check(reply: Reply) -> tuple[Plan | None, list[str]]:
        plan, problems = _check(reply, read, question, services)
        return plan, [*problems, *(_list_unaccounted(plan, question) if plan is not None and holds_all else ())]

    plan, problems = check(first)
    if plan is not None and not problems:
        return plan
    if first.tool_input is None:
        raise ModelFailed(problem="the planner did not call its tool")
    result = " ".join(f"{problem.rstrip('.')}." for problem in problems)
    called = Message("assistant", "", tool_input=first.tool_input)
    told = Message("user", f"This plan cannot be used. {result} Call the tool again.", is_tool_result=True)
    second = await converse(replace(conversation, messages=[*conversation.messages, called, told]))
    plan, _ = _check(second, read, question, services)
    contradictions = ["; ".join(problems)] if plan is None else find_problems(plan)
    if plan is None or contradictions:
        raise ModelFailed(problem=f"the plan still cannot be used: {contradictions[0]}")
    plan = plan.add_not_understood(find_unread_times(question, plan, services.clock()))
    return plan.add_not_understood(find_unaccounted(question, plan)) if holds_all else plan


def _check(
    reply: Reply, read: ReadPlan[Plan], question: Question, services: AskServices
) -> tuple[Plan | None, list[str]]:
    """The plan, if it can be read, and what is wrong with it."""
    try:
        plan = drop_unknown_places(read(reply.tool_input), question)
    except ModelFailed as failed:
        return None, [str(failed.values.get("problem", failed))]
    unread = find_unread_times(question, plan, services.clock())
    times = [
        f"The question names the time '{words}', which no field holds: fill it in, or list it in notUnderstood"
        for words in unread
        if words not in plan.not_understood
    ]
    return plan, [*find_problems(plan), *times]


def _list_unaccounted(plan: SearchPlan, question: Question) -> list[str]:
    return [
        f"The question says '{words}', which no field holds: fill it in, or list it in notUnderstood"
        for words in find_unaccounted(question, plan)
    ]
