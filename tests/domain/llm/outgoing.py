"""Every kind of request that goes out to a language model, made by the product's own code from fixed footage.

python -m tests.domain.llm.outgoing writes them to tests/domain/llm/requests/, one file each, with their sizes. Whoever
changes a prompt, a tool or a message runs it, and sees in the review what models will be sent from then on.
"""

import asyncio
import json
import re
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from domain.ask.plan.plan import SearchPlan
from domain.ask.plan.planner import plan_question
from domain.ask.question.question import Question
from domain.ask.retrieval.text_to_sql import TextToSql
from domain.llm.prompts import OVERVIEW, SEGMENT_WRITER, VISITORS
from domain.llm.usage_meter import UsageMeter
from models.asking.conversation import Conversation
from models.asking.evidence import FootageScope
from models.asking.sql import SqlColumn, SqlView
from models.asking.tokens import estimate_text_tokens
from models.errors import SqlFailed
from tests.domain.ask.asking import plan, run_ask
from tests.domain.ask.retrieval.test_text_to_sql import GOOD, TABLE, ScriptedSql
from tests.domain.chat.chats import chat, look_at
from tests.domain.chat.test_critic import answer_who_came, verify
from tests.domain.doubles import OPERATOR, SETTINGS, VIDEO, VISITS, InMemorySearch, make_services
from tests.domain.looking.test_ask import SMALL, looker
from tests.domain.looking.test_check import SHOWN, report
from tests.domain.scripted_models import ScriptedModels
from tests.domain.summary.summaries import ScriptedWriters, SummaryLog, run_summary

FOLDER = Path(__file__).parent / "requests"
_ROOT = Path(__file__).resolve().parents[3]
_VIEWS_FILE = _ROOT / "datasources/postgres/sql/generated_sql_views.sql"
_QUESTION = "어제 저녁 6시 이후에 왼쪽에 가장 오래 서 있던 사람은 누구야?"


def read_views() -> list[SqlView]:
    """The views of generated SQL with their comments; types are left out, because the database alone knows them."""
    comments: dict[str, str] = {}
    for name, comment in re.findall(
        r"COMMENT ON (?:VIEW|COLUMN) (\S+) IS '((?:[^']|'')*)'", _VIEWS_FILE.read_text(encoding="utf-8")
    ):
        comments[name] = comment.replace("''", "'")
    return [
        SqlView(
            view,
            comments[view],
            [
                SqlColumn(name.partition(".")[2], "text", comment)
                for name, comment in comments.items()
                if name.startswith(f"{view}.")
            ],
        )
        for view in ("video_view", "event_view")
    ]


class _CommentedSql(ScriptedSql):
    async def list_views(self) -> Sequence[SqlView]:
        return read_views()


async def _plan_with_sql(question: Question) -> Conversation:
    models = ScriptedModels(plan())
    query = TextToSql(_CommentedSql([]), models, SETTINGS)
    await plan_question(question, make_services(InMemorySearch(), models, query), UsageMeter())
    return models.said[0]


async def _planner() -> Conversation:
    models = ScriptedModels(plan(), text=["P1 [1]."])
    await run_ask(models, _QUESTION, rows=VISITS)
    return models.said[0]


async def _planner_over_everything() -> Conversation:
    reach = FootageScope(cameras=(("계산대", "Asia/Seoul"), ("입구", "Asia/Seoul")))
    return await _plan_with_sql(Question(_QUESTION, reach=reach))


async def _sql_repair() -> Conversation:
    models = ScriptedModels({"sql": GOOD})
    query = TextToSql(_CommentedSql([SqlFailed(problem='column "camra" does not exist'), TABLE]), models, SETTINGS)
    search = SearchPlan(about_footage=True, sql="SELECT type FROM event_view")
    await query(OPERATOR, search, Question("카메라별로 몇 건?", video=VIDEO), UsageMeter())
    return models.said[0]


async def _writer_of_facts() -> Conversation:
    evening = {"from": "2026-11-22T18:00:00+09:00", "to": "2026-11-23T00:00:00+09:00"}
    longest = plan(want="LONGEST", types=["STANDING"], locations=["LEFT"], occurredAt=evening)
    models = ScriptedModels(longest, text=["P1 stood there the longest [1]."])
    await run_ask(models, _QUESTION, rows=VISITS)
    return models.said[-1]


async def _writer() -> Conversation:
    models = ScriptedModels(plan(text="red hat"), text=["NOT_FOUND"])
    await run_ask(models, "Did anyone wear a red hat?", rows=VISITS)
    return models.said[-1]


async def _look_planner() -> Conversation:
    return (await chat("What happens at 00:20?", look_at(20))).models.said[0]


async def _looker() -> Conversation:
    return (await chat("What happens at 00:20?", look_at(20))).models.shown[0]


async def _critic() -> Conversation:
    _, models, _ = await verify(await answer_who_came("en"), {"verdicts": []})
    return models.said[0]


async def _segment_gate() -> Conversation:
    look, models = looker({**report(), "look": False}, gate=SMALL)
    await look.look(SHOWN)
    return models.asked[0]


async def _segment_looker() -> Conversation:
    look, models = looker(report())
    await look.look(SHOWN)
    return models.asked[0]


async def _summarizer(system: str) -> Conversation:
    writers = ScriptedWriters()
    await run_summary(SummaryLog(), writers)
    return next(call for call in writers.calls if call.system == system)


KINDS: Mapping[str, Callable[[], Awaitable[Conversation]]] = {
    "planner": _planner,
    "planner-with-sql": _planner_over_everything,
    "sql-repair": _sql_repair,
    "writer": _writer,
    "writer-of-facts": _writer_of_facts,
    "look-planner": _look_planner,
    "looker": _looker,
    "critic": _critic,
    "segment-gate": _segment_gate,
    "segment-looker": _segment_looker,
    "summary-overview": lambda: _summarizer(OVERVIEW),
    "summary-segment": lambda: _summarizer(SEGMENT_WRITER),
    "summary-visitors": lambda: _summarizer(VISITORS),
}


def count_tokens(conversation: Conversation) -> Mapping[str, int]:
    """Estimated tokens of each part, without pictures."""
    tool = conversation.tool
    return {
        "system": estimate_text_tokens(conversation.system),
        "tool": 0 if tool is None else estimate_text_tokens(_write_json(tool.schema) + tool.description),
        "messages": sum(estimate_text_tokens(message.text) for message in conversation.messages),
    }


def format_request(kind: str, conversation: Conversation) -> str:
    """The request as its file holds it."""
    sizes = count_tokens(conversation)
    parts = [
        f"{kind}: about {sum(sizes.values())} tokens ({', '.join(f'{name} {size}' for name, size in sizes.items())}), "
        f"answer up to {conversation.max_tokens}",
        f"--- system\n{conversation.system}",
    ]
    if (tool := conversation.tool) is not None:
        schema = json.dumps(tool.schema, ensure_ascii=False, indent=1)
        parts.append(f"--- tool {tool.name}: {tool.description}\n{schema}")
    for message in conversation.messages:
        pictures = [f"[{image.label} picture]" for image in message.images]
        parts.append("\n".join([f"--- {message.role}", *pictures, message.text]))
    return "\n".join(parts) + "\n"


def _write_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


async def main() -> None:
    """Write every file anew, and print the sizes."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.txt"):
        path.unlink()
    for kind, make in KINDS.items():
        text = format_request(kind, await make())
        (FOLDER / f"{kind}.txt").write_text(text, encoding="utf-8")
        sys.stdout.write(text[: text.index("\n") + 1])


if __name__ == "__main__":
    asyncio.run(main())
