"""The request bodies that the endpoint accepts, with the limits of Bedrock's service models (botocore 1.40).

Fields that the local models do not support are parsed too, so that a request with them is refused, not half obeyed.
"""

from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from devstack.bedrock.errors import ServiceError, validation_error

_NAME = r"^[a-zA-Z0-9_-]{1,64}$"
_MAX_ERRORS_SHOWN = 5
_TitanDimensions = Literal[256, 512, 1024]
TITAN_DIMENSIONS: tuple[int, ...] = get_args(_TitanDimensions)


class Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel, val_json_bytes="base64")


class ImageSource(Shape):
    bytes_: Annotated[bytes | None, Field(alias="bytes", min_length=1, max_length=3_750_000)] = None
    s3_location: dict[str, Any] | None = None


class ImageBlock(Shape):
    format: Literal["png", "jpeg", "gif", "webp"]
    source: ImageSource


class ToolUse(Shape):
    tool_use_id: Annotated[str, Field(pattern=_NAME)]
    name: Annotated[str, Field(pattern=_NAME)]
    input: dict[str, Any]


class ToolResultPart(Shape):
    text: str | None = None


class ToolResult(Shape):
    tool_use_id: Annotated[str, Field(pattern=_NAME)]
    content: list[ToolResultPart]
    status: Literal["success", "error"] | None = None


class ContentBlock(Shape):
    """A union: exactly one member is set."""

    text: str | None = None
    image: ImageBlock | None = None
    document: dict[str, Any] | None = None
    video: dict[str, Any] | None = None
    tool_use: ToolUse | None = None
    tool_result: ToolResult | None = None
    guard_content: dict[str, Any] | None = None
    cache_point: dict[str, Any] | None = None
    reasoning_content: dict[str, Any] | None = None
    citations_content: dict[str, Any] | None = None


class MessageShape(Shape):
    role: Literal["user", "assistant"]
    content: list[ContentBlock]


class SystemBlock(Shape):
    text: Annotated[str | None, Field(min_length=1)] = None
    guard_content: dict[str, Any] | None = None
    cache_point: dict[str, Any] | None = None


class InferenceConfig(Shape):
    max_tokens: Annotated[int, Field(ge=1)] = 4096
    temperature: Annotated[float | None, Field(ge=0, le=1)] = None
    top_p: Annotated[float, Field(ge=0, le=1)] = 1.0
    stop_sequences: list[Annotated[str, Field(min_length=1)]] = []


class InputSchema(Shape):
    json_: Annotated[dict[str, Any], Field(alias="json")]


class ToolSpec(Shape):
    name: Annotated[str, Field(pattern=_NAME)]
    description: Annotated[str, Field(min_length=1)] = " "
    input_schema: InputSchema


class ToolEntry(Shape):
    tool_spec: ToolSpec | None = None
    cache_point: dict[str, Any] | None = None


class NamedTool(Shape):
    name: Annotated[str, Field(pattern=_NAME)]


class ToolChoice(Shape):
    auto: dict[str, Any] | None = None
    any: dict[str, Any] | None = None
    tool: NamedTool | None = None


class ToolConfig(Shape):
    tools: Annotated[list[ToolEntry], Field(min_length=1)]
    tool_choice: ToolChoice | None = None


class ConverseShape(Shape):
    messages: list[MessageShape] = []
    system: list[SystemBlock] = []
    inference_config: InferenceConfig = InferenceConfig()
    tool_config: ToolConfig | None = None
    guardrail_config: dict[str, Any] | None = None


class TitanShape(Shape):
    """Titan Text Embeddings V2. Unlike the operations' own shapes, model bodies allow no unknown key."""

    model_config = ConfigDict(extra="forbid")
    input_text: Annotated[str, Field(min_length=1, max_length=50_000)]
    dimensions: _TitanDimensions = 1024
    normalize: bool = True
    embedding_types: Annotated[list[Literal["float", "binary"]], Field(min_length=1)] = ["float"]


class CohereShape(Shape):
    """Cohere Rerank 3.5."""

    model_config = ConfigDict(extra="forbid", alias_generator=None)
    query: Annotated[str, Field(min_length=1)]
    documents: Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1, max_length=1000)]
    top_n: Annotated[int | None, Field(ge=1)] = None
    max_tokens_per_doc: Annotated[int | None, Field(ge=1)] = None
    api_version: Literal[2]


class RerankText(Shape):
    text: Annotated[str, Field(min_length=1, max_length=32_000)]


class RerankQuery(Shape):
    type: Literal["TEXT"]
    text_query: RerankText


class InlineDocument(Shape):
    type: Literal["TEXT", "JSON"]
    text_document: RerankText | None = None
    json_document: dict[str, Any] | None = None


class RerankSource(Shape):
    type: Literal["INLINE"]
    inline_document_source: InlineDocument


class RerankModelConfiguration(Shape):
    model_arn: Annotated[str, Field(min_length=1, max_length=2048)]


class BedrockRerankingConfiguration(Shape):
    number_of_results: Annotated[int | None, Field(ge=1, le=1000)] = None
    model_configuration: RerankModelConfiguration


class RerankingConfiguration(Shape):
    type: Literal["BEDROCK_RERANKING_MODEL"]
    bedrock_reranking_configuration: BedrockRerankingConfiguration


class RerankShape(Shape):
    queries: Annotated[list[RerankQuery], Field(min_length=1, max_length=1)]
    sources: Annotated[list[RerankSource], Field(min_length=1, max_length=1000)]
    reranking_configuration: RerankingConfiguration


S = TypeVar("S", bound=Shape)


def parse_body(shape: type[S], body: bytes) -> S:
    """The body as a shape. Raises SerializationException for invalid JSON, ValidationException for other faults."""
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)
        if problems[0]["type"] == "json_invalid":
            raise ServiceError("SerializationException", "The request body is not valid JSON.") from None
        details = "; ".join(
            f"at '{_format_path(problem['loc'])}': {problem['msg']}" for problem in problems[:_MAX_ERRORS_SHOWN]
        )
        count = f"{len(problems)} validation error{'s' if len(problems) > 1 else ''} detected"
        raise validation_error(f"{count}: {details}") from None


def _format_path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)
