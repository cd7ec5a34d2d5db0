"""Read the text that a model streams, and how it ended: the one path of questions, chats and summaries."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from domain.llm.usage_meter import UsageMeter
from domain.ports import Models
from models.asking.conversation import COMPLETE_STOP_REASONS, DECLINED_STOP_REASONS, Conversation, StreamEnd
from models.errors import ModelDeclined, ModelFailed, Unavailable


@dataclass
class TextStream:
    """One reply as it arrives. images: how many the conversation holds.

    is_cut_off: the text stops in the middle; broken_by is the failure, None if the model ended it, as at its limit of
    tokens.
    """

    models: Models
    meter: UsageMeter
    conversation: Conversation
    images: int = 0
    is_cut_off: bool = False
    broken_by: Unavailable | None = None

    async def read(self) -> AsyncIterator[str]:
        """The pieces of the text.

        Raises ModelDeclined if a filter or the model itself ended the reply, ModelFailed if it is empty, and
        Unavailable if it fails before there is any text.
        """
        has_text, stop_reason = False, ""
        try:
            async for piece in self.models.converse_stream(self.conversation):
                if isinstance(piece, StreamEnd):
                    self.meter.record_tokens(self.conversation.model_id, piece.tokens, images=self.images)
                    stop_reason = piece.stop_reason
                    continue
                has_text = has_text or bool(piece.text.strip())
                yield piece.text
        except Unavailable as error:
            if not has_text:
                raise
            self.is_cut_off, self.broken_by = True, error
            return
        if stop_reason in DECLINED_STOP_REASONS:
            raise ModelDeclined
        if not has_text:
            raise ModelFailed(problem=f"it is empty, stopped by {stop_reason}")
        self.is_cut_off = stop_reason not in COMPLETE_STOP_REASONS
