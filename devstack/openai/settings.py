"""The settings of the OpenAI-compatible server that answers instead of the stand-in; `make run` reads them."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from devstack.problem import StackProblem

LANGUAGE_PREFIX, VISION_PREFIX = "llm.", "vlm."
# What the product waits on a machine without a GPU: reading a prompt of 5,000 tokens may take minutes there.
_PATIENCE = {"PROMPT_CALL_SECONDS": 300, "BEDROCK_TIMEOUT_SECONDS": 600, "EXECUTION_TIMEOUT_SECONDS": 600}


class LocalModelSettings(BaseSettings):
    """All of them, frozen. The names of the variables are the field names in upper case."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    local_llm_url: str = Field(
        "",
        pattern=r"^(https?://[^\s/]+\S*)?$",
        description="OpenAI-compatible server whose models `make run` asks, see docs/models.md; empty: the stand-in",
    )
    local_llm_model: str = Field("", pattern=r"^\S*$", description="its model that plans and writes")
    local_vlm_model: str = Field("", pattern=r"^\S*$", description="its model that looks at frames; empty: detectors")
    local_llm_key: str = Field("", repr=False, pattern=r"^\S*$", description="its API key, if it needs one")
    local_llm_context: int = Field(
        0, ge=0, le=10_000_000, description="tokens of its context; 0: what the server says, if it does"
    )
    local_llm_slots: int = Field(
        0, ge=0, le=1024, description="calls that it answers at once; 0: what the server says, else 1"
    )
    local_llm_timeout_seconds: float = Field(
        300.0, gt=0, le=3600, description="longest wait for its first word, and for each next"
    )
    local_llm_extra: str = Field("", description='more fields of each request, as JSON: {"reasoning_effort":"none"}')

    @field_validator("local_llm_extra")
    @classmethod
    def _check_extra(cls, value: str) -> str:
        try:
            is_object = isinstance(json.loads(value or "{}"), dict)
        except ValueError:
            is_object = False
        if not is_object:
            raise ValueError("no JSON object")
        return value

    @model_validator(mode="after")
    def _check_models(self) -> "LocalModelSettings":
        if self.local_llm_url and not (self.local_llm_model or self.local_vlm_model):
            raise ValueError("LOCAL_LLM_URL is set without LOCAL_LLM_MODEL and LOCAL_VLM_MODEL: name a model of it")
        if not self.local_llm_url and (self.local_llm_model or self.local_vlm_model):
            raise ValueError("a local model is named without LOCAL_LLM_URL, the address of the server that has it")
        return self

    @property
    def is_set(self) -> bool:
        return bool(self.local_llm_url)

    @property
    def base_url(self) -> str:
        """The address of the API, with the version: an address without a path gets /v1."""
        url = self.local_llm_url.rstrip("/")
        return url if urlsplit(url).path else f"{url}/v1"

    @property
    def extra(self) -> Mapping[str, Any]:
        fields: dict[str, Any] = json.loads(self.local_llm_extra or "{}")
        return fields

    @property
    def models(self) -> Mapping[str, str]:
        """Id in the Bedrock endpoint → the server's name of the model."""
        named = {LANGUAGE_PREFIX: self.local_llm_model, VISION_PREFIX: self.local_vlm_model}
        return {f"{prefix}{name}": name for prefix, name in named.items() if name}

    @property
    def product_models(self) -> Mapping[str, str]:
        """The product's settings that name these models."""
        names = {"AWS_BEDROCK_MODEL_ID": LANGUAGE_PREFIX + self.local_llm_model if self.local_llm_model else ""}
        names["AWS_BEDROCK_VLM_MODEL_ID"] = VISION_PREFIX + self.local_vlm_model if self.local_vlm_model else ""
        return {name: model_id for name, model_id in names.items() if model_id}

    @property
    def environment(self) -> Mapping[str, str]:
        """These settings as variables, for the process that serves the endpoint."""
        return {name.upper(): str(value) for name, value in self.model_dump(exclude_defaults=True).items()}


def load_local_models(env_file: Path | None = Path(".env")) -> LocalModelSettings:
    """Read the environment, and `.env` for variables that it does not set. Raises StackProblem."""
    written = {} if env_file is None else dotenv_values(env_file)
    names = set(LocalModelSettings.model_fields)
    values = {name: value for name in names if (value := os.environ.get(name.upper()) or written.get(name.upper()))}
    try:
        return LocalModelSettings.model_validate(values)
    except ValidationError as error:
        raise StackProblem(_format_error(error)) from None


def list_patient_defaults(env_file: Path | None = Path(".env")) -> Mapping[str, str]:
    """Time-outs that suit a CPU, as variables of the product; those that the user set are left out."""
    written = {} if env_file is None else dotenv_values(env_file)
    return {
        name: str(seconds) for name, seconds in _PATIENCE.items() if not (os.environ.get(name) or written.get(name))
    }


def _format_error(error: ValidationError) -> str:
    first = error.errors()[0]
    problem = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return problem
    name = str(first["loc"][0])
    field = LocalModelSettings.model_fields[name]
    shown = "(hidden)" if field.repr is False else repr(first["input"])
    return f"{name.upper()} is {shown}: {problem} ({field.description})"
