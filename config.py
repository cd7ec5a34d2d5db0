"""Settings: the entry points read them once from the environment and `.env`; all other modules receive values.

The AWS, database, SECRET_KEY and DEBUG settings have the names and defaults of existing deployments.
"""

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from zoneinfo import available_timezones

from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict
from sqlalchemy.engine import URL

from models.model_settings import ModelSettings

MINIMUM_KEY_LENGTH = 32
# Placeholders such as "changeme…" have fewer different characters than 32 random ones.
_MINIMUM_DISTINCT_CHARACTERS = 10
_QUEUE_URL = r"^(https?://\S+)?$"
_HTTP_URL = r"^https?://[^\s/]+\S*$"
_JWKS_URL = r"^(https://\S+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?/\S*)?$"
_ROLE_NAMES = r"^([^=,]+=(INGEST|VIEWER|OPERATOR|ADMIN)(,|$))*$"
_BUCKET = r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"
_REGION = r"^[a-z]{2}(-[a-z]+)+-\d$"

_OWNER_URL = "DATABASE_OWNER_URL"


class ConfigError(Exception):
    """A setting is invalid. The message is one line with its name, its value and what is allowed."""


class Settings(ModelSettings):
    """All settings, frozen. The names of the variables are the field names in upper case."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    debug: bool = Field(False, description="true shows tracebacks in the log; never in answers")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="least severe line logged")
    host: str = Field("127.0.0.1", description="address to listen on; other than loopback needs a SECRET_KEY")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    stack: str = Field("aws", min_length=1, max_length=40, description="name that serverInfo returns: aws, embedded, …")
    graphiql: bool = Field(False, description="true serves GraphiQL at /graphql to browsers")
    secret_key: str = Field("", repr=False, description="key of HS256 tokens, at least 32 characters")

    database_url: str = Field("", repr=False, description="postgresql://user:password@host:port/name, instead of DB_*")
    db_name: str = Field("watchgraph", min_length=1, description="database name")
    db_host: str = Field("127.0.0.1", min_length=1, description="database host")
    db_port: int = Field(5432, ge=1, le=65535, description="database port")
    db_user: str = Field("watchgraph", min_length=1, description="login that is a member of watchgraph_app")
    db_password: str = Field("", repr=False, description="that login's password")
    db_pool_size: int = Field(10, ge=1, le=200, description="connections a process keeps")
    db_pooler: Literal["none", "transaction"] = Field(
        "none", description="transaction: a pooler in between gives each transaction another connection"
    )
    db_timeout_seconds: float = Field(5.0, gt=0, le=600, description="longest wait for the database in the API")
    db_job_timeout_seconds: float = Field(60.0, gt=0, le=3600, description="the same in workers")

    aws_s3_region_name: str = Field("ap-northeast-2", pattern=_REGION, description="region of the buckets")
    aws_storage_bucket_name: str = Field("watchgraph-footage", pattern=_BUCKET, description="bucket of originals")
    aws_thumbnails_bucket_name: str = Field("watchgraph-thumbnails", pattern=_BUCKET, description="bucket of pictures")
    aws_highlights_bucket_name: str = Field("watchgraph-highlights", pattern=_BUCKET, description="bucket of clips")
    aws_sqs_queue_url: str = Field("", pattern=_QUEUE_URL, description="queue that wakes workers; empty: they poll")
    aws_ingest_queue_url: str = Field(
        "", pattern=_QUEUE_URL, description="queue of S3's notifications of new objects under inbox/; empty: none"
    )
    aws_ingest_organization: str = Field(
        "",
        max_length=255,
        description="organization of all of inbox/SITE/CAMERA/TIME.ext; empty: keys are inbox/ORGANIZATION/SITE/…",
    )
    ingest_create_cameras: bool = Field(True, description="true makes cameras that such keys name; else they wait")
    ingest_timezone: str = Field("UTC", description="IANA time zone of cameras that are made so")
    ingest_delete_imported: bool = Field(
        False, description="true deletes an object of the inbox once its video is stored and has a copy of it"
    )
    ingest_scan_seconds: float = Field(
        0, ge=0, le=604800, description="seconds between two scans of the inbox for objects nobody told of; 0: none"
    )
    aws_sqs_region: str = Field("ap-northeast-2", pattern=_REGION, description="region of the queue")
    aws_endpoint_url_s3: str | None = Field(None, pattern=_HTTP_URL, description="S3 at another address than AWS")
    aws_endpoint_url_sqs: str | None = Field(None, pattern=_HTTP_URL, description="SQS at another address than AWS")
    s3_timeout_seconds: float = Field(
        5.0, gt=0, le=600, description="longest wait for S3 in the API; workers wait half a minute"
    )
    text_to_sql: bool = Field(True, description="true lets the model that plans write SQL, which is guarded and shown")
    sql_rows: int = Field(200, ge=1, le=1000, description="rows that such a query may return")
    sql_timeout_seconds: float = Field(5.0, ge=0.1, le=30, description="longest run of such a query")
    strict_tools: bool = Field(
        False, description="true closes the schemas of tools (additionalProperties: false), where an endpoint wants it"
    )
    rerank_candidates: int = Field(30, ge=1, le=100, description="events sent to the reranker")
    rerank_keep: int = Field(20, ge=1, le=50, description="events that an answer is written from")

    chat_frames: int = Field(8, ge=1, le=10, description="frames that a chat looks at")

    analysis_fps: float = Field(5.0, gt=0, le=30, description="frames per second that an analysis samples")
    detector_model: str = Field(
        "",
        description="ONNX file of a detector of your own (docs/detectors.md); empty: the NanoDet that comes along",
    )
    detector_provider: str = Field(
        "CPUExecutionProvider", min_length=1, description="onnxruntime's execution provider that runs the detector"
    )
    analysis_chunk_seconds: float = Field(
        30.0, ge=1, le=3600, description="seconds of footage between two checkpoints of an analysis"
    )
    adjoin_seconds: float = Field(
        2.0, ge=0, le=60, description="files of one camera that are no further apart than this show one stretch of time"
    )
    file_before_seconds: float = Field(
        600.0, ge=0, le=86400, description="how long a file waits for the analysis of the file that it adjoins"
    )
    loitering_seconds: float = Field(60.0, gt=0, description="standing longer than this is loitering")
    crowd_people: int = Field(
        6, ge=0, le=1000, description="so many people in view are a crowd, CROWDING; 0: crowds are not examined"
    )
    crowd_seconds: float = Field(5.0, gt=0, le=86400, description="a crowd lasts for this long at least")
    camera_silent_minutes: float = Field(
        0, ge=0, le=525_600, description="a camera without footage for longer is an event, CAMERA_SILENT; 0 for none"
    )
    look_usd_per_day: float = Field(
        5.0, ge=0, le=1_000_000, description="US dollars that looks may cost an organization per day (UTC); 0: no limit"
    )
    look_camera_usd_per_day: float = Field(
        1.0, ge=0, le=1_000_000, description="the same for each camera; footage without a camera shares one"
    )
    summarize_after_analysis: bool = Field(True, description="true queues a summary when an analysis is done")
    worker_analysis_slots: int = Field(1, ge=1, le=32, description="analyses that a worker runs at once")
    automatic_ai_share: float = Field(
        0.5, ge=0, le=1, description="share of AI_UNITS_PER_DAY that automatic work may use"
    )
    child_memory_bytes: int = Field(3 * 1024**3, ge=1024**3, description="memory of each process that reads a file")
    worker_prompt_slots: int = Field(4, ge=1, le=64, description="prompts and summaries that a worker runs at once")
    worker_import_slots: int = Field(2, ge=1, le=32, description="objects of the inbox that a worker imports at once")
    job_lease_seconds: float = Field(
        30.0, ge=1, le=3600, description="a worker that is silent for longer loses its job"
    )
    job_attempts: int = Field(5, ge=1, le=20, description="attempts before a job fails")
    job_longest_pause_seconds: float = Field(
        300.0, ge=2, le=3600, description="longest pause between two attempts; it doubles from 2"
    )
    footage_role: Literal["VIEWER", "OPERATOR", "ADMIN"] = Field(
        "OPERATOR", description="lowest role that may take footage out: downloadUrl, clipUrl and exportClip"
    )
    footage_url_seconds: int = Field(
        3600, ge=60, le=43200, description="longest validity of a URL for taking footage out"
    )
    upload_url_seconds: int = Field(900, ge=60, le=3600, description="validity of a presigned URL")
    upload_token_seconds: int = Field(604800, ge=60, le=604800, description="validity of an upload token")
    upload_single_bytes: int = Field(
        64 * 1024**2, ge=0, le=5 * 1024**3, description="largest upload that is sent by one PUT; larger ones in parts"
    )
    upload_part_bytes: int = Field(
        16 * 1024**2, ge=65536, le=5 * 1024**3, description="size of a part; S3 requires 5 MiB or more"
    )
    upload_verify_bytes: int = Field(
        1024**3,
        ge=0,
        description="largest upload in parts whose SHA-256 is compared on confirmation; else on analysis",
    )

    jwt_jwks_url: str = Field(
        "", pattern=_JWKS_URL, description="URL of an identity provider's keys; its tokens replace those of SECRET_KEY"
    )
    jwt_issuer: str = Field("", description="iss that a token must have; needed with JWT_JWKS_URL")
    jwt_audience: str = Field("", description="audience that a token must have; needed with JWT_JWKS_URL")
    jwt_audience_claim: str = Field("aud", min_length=1, description="claim of the audience; client_id for Cognito")
    jwt_user_claim: str = Field("sub", min_length=1, description="claim of the user: a name, or a path with dots")
    jwt_organization_claim: str = Field("organization", min_length=1, description="claim of the organization")
    jwt_roles_claim: str = Field("roles", min_length=1, description="claim of the roles: a list, or words in a text")
    jwt_role_names: str = Field(
        "", pattern=_ROLE_NAMES, description="the provider's names of roles, such as store-desk=OPERATOR,heads=ADMIN"
    )
    jwt_sites_claim: str = Field(
        "sites", min_length=1, description="claim of the sites that a token is limited to: a list, or names in a text"
    )
    sites_default: Literal["all", "none"] = Field(
        "all", description="sites of a user whom neither a token's claim nor a grant limits"
    )

    graphql_max_tokens: int = Field(2000, ge=100, le=20000, description="tokens that an operation's text may have")
    graphql_max_depth: int = Field(15, ge=5, le=50, description="fields that may be nested in each other")
    graphql_max_aliases: int = Field(30, ge=0, le=1000, description="aliases that a text may have")
    graphql_max_directives: int = Field(30, ge=0, le=1000, description="directives that a text may have")
    graphql_max_complexity: int = Field(
        20000, ge=100, le=1000000, description="fields that an operation asks for; lists multiply"
    )
    graphql_introspection: bool = Field(False, description="true lets anybody read the schema")
    graphql_suggestions: bool = Field(False, description="true lets errors suggest similar field names")
    graphql_plans: bool = Field(True, description="false leaves every query to the ordinary executor")
    graphql_allowed_operations: str = Field("", description="persisted-documents.json: only its operations run")
    connections_max: int = Field(4096, ge=1, le=1000000, description="connections of a process")
    connections_per_address: int = Field(
        256, ge=1, le=1000000, description="of them from one address, or one IPv6 /64 network"
    )
    forwarded_allow_ips: str = Field(
        "", description="proxies whose X-Forwarded-For and -Proto are trusted: addresses, networks, by commas"
    )
    request_idle_seconds: float = Field(
        10.0, gt=0, le=600, description="longest silence within a request, and until a socket sends its token"
    )
    request_headers_seconds: float = Field(20.0, gt=0, le=600, description="longest time for a request's headers")
    request_headers_bytes: int = Field(65536, ge=1024, le=1048576, description="size of a request's headers")
    request_body_seconds: float = Field(
        30.0, gt=0, le=3600, description="longest time for its body, plus the seconds that its bytes add"
    )
    request_body_bytes_per_second: int = Field(
        1000, ge=1, le=1000000, description="received bytes of a body that add a second to its time"
    )
    response_idle_seconds: float = Field(
        60.0, gt=0, le=3600, description="longest pause of a client that reads an answer"
    )
    execution_timeout_seconds: float = Field(120.0, gt=0, le=600, description="longest run of an operation")
    server_timing: bool = Field(False, description="true tells in Server-Timing what took an operation's time")
    request_max_bytes: int = Field(262144, ge=1024, le=16777216, description="size of a request's body")
    import_max_bytes: int = Field(
        4194304, ge=1024, le=67108864, description="the same for importEvents, of callers who may bring footage"
    )
    rate_points_per_minute: int = Field(
        600000, ge=0, description="complexity that a caller may request, per process; 0: no limit"
    )
    ai_units_per_day: int = Field(
        2000, ge=0, description="units of model work of an organization per day (UTC), see docs/access.md; 0: no limit"
    )
    organization_open_uploads: int = Field(
        100, ge=0, description="uploads that an organization may have announced and not confirmed; 0: no limit"
    )
    organization_open_upload_bytes: int = Field(
        1024**4, ge=0, le=2**62, description="bytes of those, as announced; 0: no limit"
    )
    organization_stored_bytes: int = Field(
        10 * 1024**4,
        ge=0,
        le=2**62,
        description="bytes of footage and clips that an organization may keep; 0: no limit",
    )
    organization_analyses_per_day: int = Field(
        2000, ge=0, le=10**9, description="analyses that an organization may start per day (UTC); 0: no limit"
    )
    organization_share: float = Field(
        0.75, gt=0, le=1, description="share of a process's slots of a kind that one organization may use at once"
    )
    organization_questions_at_once: int = Field(
        100, ge=1, le=10**6, description="questions of an organization that an API process takes at once; more: BUSY"
    )
    model_calls_at_once: int = Field(64, ge=1, le=256, description="model calls that an API process makes at once")
    clip_seconds_per_day: int = Field(
        36000,
        ge=0,
        le=10**9,
        description="seconds of clips of an organization per day (UTC), exact ones count tenfold; 0: no limit",
    )
    clip_sound: bool = Field(
        False, description="true gives clips the footage's sound; many laws forbid sound of fixed cameras"
    )
    cors_allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="origins of browsers allowed to call, separated by commas"
    )

    @field_validator("cors_allowed_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("forwarded_allow_ips", check_fields=False)
    @classmethod
    def _check_proxy_networks(cls, value: str) -> str:
        for part in filter(None, (network.strip() for network in value.split(","))):
            try:
                ipaddress.ip_network(part)
            except ValueError:
                raise ValueError(f"{part!r} is no address and no network such as 10.0.0.0/16") from None
        return value

    @field_validator("database_url", "database_owner_url", check_fields=False)
    @classmethod
    def _check_database_url(cls, value: str) -> str:
        if value and not value.startswith(("postgresql://", "postgres://")):
            raise ValueError("a URL that starts with postgresql://")
        return value

    @model_validator(mode="after")
    def _check_secret_key(self) -> "Settings":
        if not _is_loopback(self.host) and len(self.secret_key) < MINIMUM_KEY_LENGTH:
            raise ValueError(
                f"SECRET_KEY has {len(self.secret_key)} characters while HOST is {self.host}: "
                f"set at least {MINIMUM_KEY_LENGTH} random characters, or listen on 127.0.0.1"
            )
        if not _is_loopback(self.host) and len(set(self.secret_key)) < _MINIMUM_DISTINCT_CHARACTERS:
            raise ValueError(
                f"SECRET_KEY is made of few different characters while HOST is {self.host}: "
                f"set at least {MINIMUM_KEY_LENGTH} random characters, or listen on 127.0.0.1"
            )
        return self

    @model_validator(mode="after")
    def _check_queues(self) -> "Settings":
        if self.aws_ingest_queue_url and self.aws_ingest_queue_url == self.aws_sqs_queue_url:
            raise ValueError(
                "AWS_INGEST_QUEUE_URL is the same queue as AWS_SQS_QUEUE_URL: "
                "S3's notifications need one of their own, with its own dead-letter queue"
            )
        return self

    @model_validator(mode="after")
    def _check_token_issuer(self) -> "Settings":
        if self.jwt_jwks_url and not (self.jwt_issuer and self.jwt_audience):
            raise ValueError(
                "JWT_JWKS_URL is set without JWT_ISSUER and JWT_AUDIENCE: "
                "tokens that the provider made for other applications would be taken"
            )
        return self

    @field_validator("ingest_timezone")
    @classmethod
    def _check_time_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("no time zone of this name is known")
        return value

    @field_validator("jwt_role_names")
    @classmethod
    def _check_role_names(cls, value: str) -> str:
        names = [pair.rpartition("=")[0].strip() for pair in value.split(",") if pair]
        if not all(names) or len(set(names)) < len(names):
            raise ValueError("a name that is blank or listed twice could give more than was meant")
        return value

    @property
    def claims(self) -> Mapping[str, str]:
        """The names of a token's claims, as `datasources.identity.access_tokens.Claims` expects them."""
        names = ("user", "organization", "roles", "sites", "audience")
        return {name: str(getattr(self, f"jwt_{name}_claim")) for name in names} | {"role_names": self.jwt_role_names}

    @property
    def sqlalchemy_url(self) -> str:
        """The URL of the application's login for SQLAlchemy's asyncpg dialect."""
        if self.database_url:
            return to_asyncpg_url(self.database_url)
        return URL.create(
            "postgresql+asyncpg", self.db_user, self.db_password or None, self.db_host, self.db_port, self.db_name
        ).render_as_string(hide_password=False)


class OwnerSettings(Settings):
    """Settings with the owner's login, for migrations (`python -m models.migrations`) and benchmarks only.

    API and worker never see that login.
    """

    database_owner_url: str = Field("", repr=False, description="the owner's login, for migrations only")


SettingsT = TypeVar("SettingsT", bound=Settings)


def to_asyncpg_url(url: str) -> str:
    """The database URL for SQLAlchemy's asyncpg dialect."""
    return "postgresql+asyncpg://" + url.split("://", 1)[1]


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


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _format_error(error: ValidationError) -> str:
    first = error.errors()[0]
    problem = first["msg"].removeprefix("Value error, ").replace("\n", " ")
    if not first["loc"]:
        return problem
    name = str(first["loc"][0])
    field = OwnerSettings.model_fields[name]
    secret = "(hidden)" if field.repr is False else repr(first["input"])
    return f"{name.upper()} is {secret}: {problem} ({field.description})"
