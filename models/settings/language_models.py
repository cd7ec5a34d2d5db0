"""The settings of models; `config.Settings` has them among its own."""

from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

# An inference profile of all commercial regions: Seoul has no model of the generation on demand.
_CLAUDE = "global.anthropic.claude-sonnet-4-6"
# A foundation model's id, an inference profile's (apac.…), an ARN of either, or a local model's (llm.llama3:8b).
_MODEL_ID = r"^(arn:aws[a-z-]*:bedrock:\S+|[lv]lm\.\S+|([a-z-]+\.)?[a-z0-9-]+\.[A-Za-z0-9][A-Za-z0-9._:-]*)$"
_HTTP_URL = r"^https?://[^\s/]+\S*$"
_REGION = r"^[a-z]{2}(-[a-z]+)+-\d$"


class ModelSettings(BaseSettings):
    """Which models answer, where, and how long they may take."""

    aws_bedrock_region: str = Field("ap-northeast-2", pattern=_REGION, description="region of the models")
    aws_bedrock_reranker_region: str = Field("ap-northeast-1", pattern=_REGION, description="region of the reranker")
    aws_bedrock_model_id: str = Field(_CLAUDE, pattern=_MODEL_ID, description="model that plans and writes")
    aws_bedrock_vlm_model_id: str = Field(_CLAUDE, pattern=_MODEL_ID, description="model that looks at frames")
    aws_bedrock_look_model_id: str = Field(
        "",
        pattern=f"{_MODEL_ID}|^$",
        description="model that an analysis has look where something happens, see docs/looking.md; empty: none",
    )
    aws_bedrock_look_first_model_id: str = Field(
        "",
        pattern=f"{_MODEL_ID}|^$",
        description="cheaper model that decides whether that one looks; empty: it always does",
    )
    aws_bedrock_embedding_model_id: str = Field(
        "amazon.titan-embed-text-v2:0",
        pattern=_MODEL_ID,
        description="model that embeds events and questions; after a change: python -m worker reembed",
    )
    aws_bedrock_embedding_dimensions: Literal[256, 512, 1024] = Field(1024, description="length of its vectors")
    aws_bedrock_rerank_model_id: str = Field(
        "cohere.rerank-v3-5:0", pattern=_MODEL_ID, description="model that reranks search results"
    )
    aws_bedrock_fallback_model_id: str = Field(
        "",
        pattern=f"{_MODEL_ID}|^$",
        description="model that answers while those are throttled or unreachable, such as a cheaper one; empty: none",
    )
    aws_bedrock_temperature: float | None = Field(
        None, ge=0, le=1, description="temperature of the models that talk; newer ones refuse any"
    )
    aws_bedrock_prompt_cache: Literal["auto", "on", "off"] = Field(
        "auto", description="whether what is the same in every request is cached; auto: for models known to do so"
    )
    aws_bedrock_guardrail_id: str = Field(
        "", max_length=2048, description="guardrail of every conversation; empty: none"
    )
    aws_bedrock_guardrail_version: str = Field("DRAFT", pattern=r"^(\d{1,8}|DRAFT)$", description="its version")
    check_models_at_start: bool = Field(
        False, description="true asks each model once at every start (about $0.01) and logs what is wrong"
    )
    aws_endpoint_url_bedrock_runtime: str | None = Field(
        None, pattern=_HTTP_URL, description="Bedrock at another address than AWS"
    )
    aws_endpoint_url_bedrock_agent_runtime: str | None = Field(
        None, pattern=_HTTP_URL, description="Bedrock's rerank at another address than AWS"
    )
    bedrock_timeout_seconds: float = Field(60.0, gt=0, le=600, description="longest wait for a model's answer")
    prompt_call_seconds: float = Field(
        20.0, gt=0, le=600, description="longest wait for a model's first word, or next, while a question is answered"
    )
    search_call_seconds: float = Field(5.0, gt=0, le=600, description="longest wait for a model while a search is run")

    @field_validator("aws_bedrock_embedding_dimensions", mode="before")
    @classmethod
    def _parse_dimensions(cls, value: object) -> object:
        # The environment has text, which a Literal of numbers rejects.
        return int(value) if isinstance(value, str) and value.isdecimal() else value
