"""Report an answer's text as it arrives, and at the end what no model wrote: every answer is streamed."""

from dataclasses import dataclass, field

from domain.ports import ReportStage
from models.enums import PromptStage


@dataclass
class Telling:
    """Fits ReportStage: passes stages on, and remembers the text."""

    report: ReportStage
    _told: list[str] = field(default_factory=list)

    async def __call__(self, stage: PromptStage, text: str) -> None:
        self._told.append(text)
        await self.report(stage, text)

    def pass_on(self, text: str) -> None:
        """Remember a text that somebody else reported."""
        self._told.append(text)

    async def finish(self, response: str) -> None:
        """Report what is missing of the whole answer: all of it where no model wrote it, or what was put behind."""
        told = "".join(self._told).strip()
        if response.startswith(told) and (rest := response[len(told) :]):
            self._told.append(rest)
            await self.report(PromptStage.WRITING, rest)
