"""How questions are answered."""

from pydantic import Field
from pydantic_settings import BaseSettings


class AnswerSettings(BaseSettings):
    """How questions are answered."""

    text_to_sql: bool = Field(True, description="true lets the model that plans write SQL, which is guarded and shown")
    sql_rows: int = Field(200, ge=1, le=1000, description="rows that such a query may return")
    sql_timeout_seconds: float = Field(5.0, ge=0.1, le=30, description="longest run of such a query")
    strict_tools: bool = Field(
        False, description="true closes the schemas of tools (additionalProperties: false), where an endpoint wants it"
    )
    rerank_candidates: int = Field(30, ge=1, le=100, description="events sent to the reranker")
    rerank_keep: int = Field(20, ge=1, le=50, description="events that an answer is written from")
    chat_frames: int = Field(8, ge=1, le=10, description="frames that a chat looks at")
