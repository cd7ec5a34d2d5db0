"""Questions in tests: scripted models, and events in memory."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.ask.ask import ask
from domain.ask.question.question import Answer, Question
from models.asking.evidence import Evidence
from models.enums import PromptStage
from tests.domain.doubles import OPERATOR, VIDEO, InMemorySearch, make_services
from tests.domain.scripted_models import ScriptedModels, read_sections


def plan(**fields: Any) -> Mapping[str, Any]:
    """The tool input of a planner that read an English question about footage as a list, unless `fields` differ."""
    return {"language": "en", "aboutFootage": True, "want": "LIST", **fields}


async def run_ask(
    models: ScriptedModels,
    text: str = "x",
    *,
    rows: Sequence[Evidence] | None = None,
    search: InMemorySearch | None = None,
    reported: list[tuple[PromptStage, str]] | None = None,
    **question: Any,
) -> Answer:
    """Ask about VIDEO, unless `question` has another. `reported` collects the stages and their pieces of text."""

    async def report(stage: PromptStage, piece: str) -> None:
        if reported is not None:
            reported.append((stage, piece))

    return await ask(
        Question(text, **{"video": VIDEO, **question}),
        OPERATOR,
        make_services(search or (InMemorySearch() if rows is None else InMemorySearch(rows)), models),
        report,
    )


def list_cited(answer: Answer) -> list[int]:
    """The numbers of the cited events, as `doubles.event` was given them."""
    return [citation.event_id.int - 1000 for citation in answer.citations if isinstance(citation.event_id, UUID)]


def list_evidence(models: ScriptedModels) -> list[tuple[str, str]]:
    """The time and the person of each row of evidence that the writer was given."""
    return [(row["time"], row["person"]) for row in read_sections(models.said[-1])["evidence"]]


def get_facts(models: ScriptedModels) -> dict[str, Any]:
    """The counts that the writer was given."""
    facts: dict[str, Any] = read_sections(models.said[-1])["facts"]
    return facts
