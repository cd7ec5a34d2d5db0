"""Settings: the entry points read them once from the environment and `.env`; all other modules receive values.

Each group of fields stands in `models/settings/`. The AWS, database, SECRET_KEY and DEBUG settings have the names and
defaults of existing deployments.
"""

import os
from pathlib import Path
from typing import TypeVar

from dotenv import dotenv_values
from pydantic import Field, ValidationError, model_validator
from pydantic_settings import SettingsConfigDict

from models.settings.analysis import AnalysisConfiguration
from models.settings.answers import AnswerSettings
from models.settings.api.console import ConsoleSettings
from models.settings.api.identity import IdentitySettings
from models.settings.api.operations import OperationSettings
from models.settings.api.requests import RequestSettings
from models.settings.budgets import BudgetSettings
from models.settings.database import DatabaseSettings
from models.settings.evidence import EvidenceSettings
from models.settings.footage import FootageSettings
from models.settings.inbox import InboxSettings
from models.settings.jobs import JobSettings
from models.settings.keeping import KeepingSettings
from models.settings.language_models import ModelSettings
from models.settings.process import ProcessSettings
from models.settings.storage import StorageSettings
from models.settings.telemetry import TelemetrySettings

_OWNER_URL = "DATABASE_OWNER_URL"


class ConfigError(Exception):
    """A setting is invalid. The message is one line with its name, its value and what is allowed."""


class Settings(
    AnalysisConfiguration,
    AnswerSettings,
    BudgetSettings,
    ConsoleSettings,
    DatabaseSettings,
    EvidenceSettings,
    FootageSettings,
    IdentitySettings,
    InboxSettings,
    JobSettings,
    KeepingSettings,
    ModelSettings,
    OperationSettings,
    ProcessSettings,
    RequestSettings,
    StorageSettings,
    TelemetrySettings,
):
    """All settings, frozen. The names of the variables are the field names in upper case."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    @model_validator(mode="after")
    def _check_queues(self) -> "Settings":
        if self.aws_ingest_queue_url and self.aws_ingest_queue_url == self.aws_sqs_queue_url:
            raise ValueError(
                "AWS_INGEST_QUEUE_URL is the same queue as AWS_SQS_QUEUE_URL: "
                "S3's notifications need one of their own, with its own dead-letter queue"
            )
        return self


class OwnerSettings(Settings):
    """Settings with the owner's login, for migrations (`python -m models.migrations`) and benchmarks only.

    API and worker never see that login.
    """

    database_owner_url: str = Field("", repr=False, description="the owner's login, for migrations only")


SettingsT = TypeVar("SettingsT", bound=Settings)


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the environment, and `.env` for variables that it does not set.

    `.env` is copied into the environment, where botocore reads the AWS credentials. The owner's login is not copied,
    and is removed from the environment: neither this process nor its children need it. Raises ConfigError with one line
    for the first invalid setting.
    """
    settings = _read_settings(Settings, env_file)
    os.environ.pop(_OWNER_URL, None)
    return settings


def load_owner_settings(env_file: Path | None = Path(".env")) -> OwnerSettings:
    """The same with the owner's login. Raises ConfigError."""
    if env_file is not None and _OWNER_URL not in os.environ:
        owner_url = dotenv_values(env_file).get(_OWNER_URL)
        if owner_url:
            os.environ[_OWNER_URL] = owner_url
    return _read_settings(OwnerSettings, env_file)


def _read_settings(kind: type[SettingsT], env_file: Path | None) -> SettingsT:
    if env_file is not None:
        for name, value in dotenv_values(env_file).items():
            if value is not None and name != _OWNER_URL:
                os.environ.setdefault(name, value)
    try:
        return kind()
    except ValidationError as error:
        raise ConfigError(_format_error(error)) from None


def _format_error(error: ValidationError) -> str:
    first = error.errors()[0]
    problem = first["msg"].removeprefix("Value error, ").replace("\n", " ")
    if not first["loc"]:
        return problem
    name = str(first["loc"][0])
    field = OwnerSettings.model_fields[name]
    secret = "(hidden)" if field.repr is False else repr(first["input"])
    return f"{name.upper()} is {secret}: {problem} ({field.description})"
