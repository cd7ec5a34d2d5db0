"""The contract with language models: what is sent is what the files say, and every server takes its schemas.

After a change of a prompt, a tool or a message: python -m tests.domain.llm.outgoing
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs
import pytest

from domain.ask.plan.tool import PLAN_TOOL
from domain.ask.retrieval.text_to_sql import PLAN_TOOL_WITH_SQL, SQL_TOOL
from domain.chat.critic import CRITIC_TOOL
from domain.chat.plan import LOOK_TOOL
from domain.llm import prompts
from domain.looking import prompts as look_prompts
from domain.looking.tool import GATE_TOOL
from domain.looking.tool import LOOK_TOOL as REPORT_TOOL
from models.asking.conversation import Tool
from models.asking.tokens import NEEDED_CONTEXT
from tests.domain.llm.outgoing import FOLDER, KINDS, count_tokens, format_request

TOOLS = {
    "plan": PLAN_TOOL,
    "plan with SQL": PLAN_TOOL_WITH_SQL,
    "SQL": SQL_TOOL,
    "look": LOOK_TOOL,
    "critic": CRITIC_TOOL,
    "segment gate": GATE_TOOL,
    "segment report": REPORT_TOOL,
}
# Fragments and replies; all others are sent as they are.
NOT_SENT_WHOLE = {"PROMPTS_VERSION", "NOT_FOUND", "LOOK_PROMPTS"}
# What llama.cpp turns into a grammar (Ollama uses it, too), and OpenAI and Bedrock accept.
KEYWORDS = {
    *("type", "enum", "const", "description", "properties", "required", "items", "additionalProperties", "anyOf"),
    *("minimum", "maximum", "minItems", "maxItems", "minLength", "maxLength", "pattern", "format"),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_each_request_is_what_its_file_says(kind: str) -> None:
    path = FOLDER / f"{kind}.txt"
    written = path.read_text(encoding="utf-8") if path.exists() else ""
    assert format_request(kind, await KINDS[kind]()) == written, "run: python -m tests.domain.llm.outgoing"


def test_no_file_is_left_of_a_request_that_is_gone() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(KINDS)


def test_every_prompt_is_in_a_file() -> None:
    sent = "".join(path.read_text(encoding="utf-8") for path in FOLDER.iterdir())
    texts = {
        name: value
        for name, value in [*vars(prompts).items(), *vars(look_prompts).items()]
        if name.isupper() and not name.startswith("_") and isinstance(value, str) and name not in NOT_SENT_WHOLE
    }
    assert [name for name, text in texts.items() if text not in sent] == []


@pytest.mark.parametrize("kind", KINDS)
async def test_each_request_and_its_answer_fit_into_the_context_that_the_manual_asks_for(kind: str) -> None:
    conversation = await KINDS[kind]()
    assert sum(count_tokens(conversation).values()) + conversation.max_tokens <= NEEDED_CONTEXT


@pytest.mark.parametrize("kind", KINDS)
async def test_what_comes_before_the_question_does_not_depend_on_it(kind: str) -> None:
    # The prompt cache keeps the tool and the system text, in that order.
    conversation = await KINDS[kind]()
    assert not re.search(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[+Z]", conversation.system)
    assert "\n<" not in conversation.system


@pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)
def test_schemas_are_json_schema_as_bedrock_ollama_and_openai_accept_them(tool: Tool) -> None:
    schema = dict(tool.schema)
    assert jsonschema_rs.meta.is_valid(schema)
    assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", tool.name)
    assert schema["type"] == "object"
    for part in walk(schema):
        assert set(part) <= KEYWORDS, part
        assert set(part.get("required", ())) <= set(part.get("properties", {})), part
        pattern = part.get("pattern")
        assert pattern is None or (pattern.startswith("^") and pattern.endswith("$")), pattern
        if "enum" in part:
            assert len(set(part["enum"])) == len(part["enum"]) > 0


def walk(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The schema and every schema inside it."""
    yield schema
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    if isinstance(schema.get("items"), Mapping):
        inner.append(schema["items"])
    for part in inner:
        yield from walk(part)
