"""Settings of questions, chats and summaries, assembled once from the configuration of a process."""

from dataclasses import dataclass
from typing import Protocol

from models.enums import EventType
from models.event_types import DETECTED_TYPES


class AskConfiguration(Protocol):
    """The part of the configuration that AskSettings need: `config.Settings` has this shape."""

    @property
    def aws_bedrock_model_id(self) -> str: ...
    @property
    def aws_bedrock_rerank_model_id(self) -> str: ...
    @property
    def aws_bedrock_vlm_model_id(self) -> str: ...
    @property
    def chat_frames(self) -> int: ...
    @property
    def rerank_candidates(self) -> int: ...
    @property
    def rerank_keep(self) -> int: ...
    @property
    def text_to_sql(self) -> bool: ...
    @property
    def sql_rows(self) -> int: ...
    @property
    def strict_tools(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class AskSettings:
    """model_id plans and writes; vision_model_id looks at frames, model_id if it is empty.

    chat_frames: the most frames that a chat answer looks at. max_rows_shown: the most events that an answer
    is written from. max_rows_read: the most that are read for counts and durations. detects: types that the analysis
    finds by itself. strict_tools: schemas of tools are closed, for endpoints that accept no others.
    """

    model_id: str
    rerank_model_id: str
    vision_model_id: str = ""
    chat_frames: int = 8
    rerank_candidates: int = 30
    rerank_keep: int = 20
    max_rows_shown: int = 20
    max_rows_read: int = 2000
    max_characters: int = 4000
    text_to_sql: bool = True
    sql_rows: int = 200
    strict_tools: bool = False
    detects: frozenset[EventType] = DETECTED_TYPES

    @classmethod
    def from_configuration(cls, configuration: AskConfiguration) -> "AskSettings":
        return cls(
            model_id=configuration.aws_bedrock_model_id,
            rerank_model_id=configuration.aws_bedrock_rerank_model_id,
            vision_model_id=configuration.aws_bedrock_vlm_model_id,
            chat_frames=configuration.chat_frames,
            rerank_candidates=configuration.rerank_candidates,
            rerank_keep=configuration.rerank_keep,
            text_to_sql=configuration.text_to_sql,
            sql_rows=configuration.sql_rows,
            strict_tools=configuration.strict_tools,
        )

    @property
    def frame_model_id(self) -> str:
        """The model that looks at frames."""
        return self.vision_model_id or self.model_id
