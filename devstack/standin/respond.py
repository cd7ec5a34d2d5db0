"""Finds out which task a message holds, and does it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from devstack.standin.nlg.answers import answer
from devstack.standin.nlg.summaries import write_overview, write_visitors
from devstack.standin.nlu.look_plan import read_look
from devstack.standin.nlu.question_plan import read_question
from devstack.standin.nlu.text.sections import parse_sections
from devstack.standin.sql.writer import plan_with_sql, write_sql
from models.asking.conversation import Message, Tool

_TOOLS = {"plan_question": read_question, "plan_look": read_look, "write_sql": write_sql}
_PIECE = re.compile(r"\S+\s*")
_WORDS_A_PIECE = 3


@dataclass(frozen=True, slots=True)
class LanguageAnswer:
    """Text in the pieces of a stream, or the input of the forced tool."""

    pieces: Sequence[str] = ()
    tool_input: Mapping[str, Any] | None = None


def respond(system: str, messages: Sequence[Message], tool: Tool | None) -> LanguageAnswer:
    """Answer the last user message of a conversation. Raises ValueError, with the reason, for an unknown task.

    The message's sections and the tool determine the task; the system text is ignored.
    """
    # What was wrong with its last call does not change what its rules read.
    user_messages = [message for message in messages if message.role == "user" and not message.is_tool_result]
    if not user_messages:
        raise ValueError("The conversation holds no message of the user.")
    sections = parse_sections(user_messages[-1].text)
    if tool is not None:
        return LanguageAnswer(tool_input=_tool_input(tool, sections))
    if "evidence" in sections:
        return LanguageAnswer(pieces=_pieces(answer(sections)))
    if "totals" in sections:
        return LanguageAnswer(pieces=_pieces(write_overview(sections)))
    if "visitors" in sections:
        return LanguageAnswer(pieces=_pieces(write_visitors(sections)))
    raise ValueError(
        "local.rules-v1 answers from <evidence>, <totals> or <visitors>, or reads a <question> for plan_question; "
        "this message holds none of them. It cannot converse freely."
    )


def _tool_input(tool: Tool, sections: Mapping[str, Any]) -> Mapping[str, Any]:
    read = _TOOLS.get(tool.name)
    if read is None or "question" not in sections:
        raise ValueError(f"local.rules-v1 can call {' and '.join(_TOOLS)} for a <question>, not {tool.name}.")
    if read is read_question and "sql" in tool.schema.get("properties", {}):
        read = plan_with_sql
    return read(str(sections["question"]), sections.get("context") or {})


def _pieces(text: str) -> list[str]:
    """The text in pieces of a few words, as a model streams it."""
    words = _PIECE.findall(text)
    return ["".join(words[start : start + _WORDS_A_PIECE]) for start in range(0, len(words), _WORDS_A_PIECE)]
