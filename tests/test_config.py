"""Settings come from the environment and .env; a wrong one ends the program with one line."""

import os
import re
from pathlib import Path

import pytest

import app
from config import ConfigError, OwnerSettings, Settings, load_owner_settings, load_settings
from devstack.openai.settings import LocalModelSettings
from models.version import VERSION

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
# botocore reads these itself.
CREDENTIALS = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
# Those of the product, and those that `make run` reads.
FIELDS = {**OwnerSettings.model_fields, **LocalModelSettings.model_fields}


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in {field.upper() for field in OwnerSettings.model_fields} & set(os.environ):
        monkeypatch.delenv(name)


def example() -> dict[str, tuple[str, str]]:
    """Variable → (value, comment) of .env.example, where each line is `# comment` then `NAME=value`."""
    return {
        name: (value, comment)
        for comment, name, value in re.findall(r"^# (.+)\n#? ?([A-Z][A-Z0-9_]+)=(.*)$", EXAMPLE, re.MULTILINE)
    }


def test_the_example_lists_every_setting_and_no_other() -> None:
    assert set(example()) - CREDENTIALS == {name.upper() for name in FIELDS}


def test_the_example_shows_each_setting_s_default_and_description() -> None:
    for name, field in FIELDS.items():
        value, comment = example()[name.upper()]
        assert comment == field.description, name
        default = field.default
        shown = "" if default in (None, ()) else str(default).lower() if isinstance(default, bool) else str(default)
        assert value == shown, name


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("aws_bedrock_region", "ap-northeast-2"),
        ("aws_bedrock_reranker_region", "ap-northeast-1"),
        ("aws_bedrock_model_id", "global.anthropic.claude-sonnet-4-6"),
        ("aws_bedrock_vlm_model_id", "global.anthropic.claude-sonnet-4-6"),
        ("aws_bedrock_embedding_model_id", "amazon.titan-embed-text-v2:0"),
        ("aws_bedrock_rerank_model_id", "cohere.rerank-v3-5:0"),
        ("aws_sqs_queue_url", ""),
        ("aws_sqs_region", "ap-northeast-2"),
    ],
)
def test_deployments_that_move_over_find_their_defaults(name: str, default: str) -> None:
    assert getattr(load_settings(None), name) == default


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "many", "PORT is 'many'"),
        ("PORT", "70000", "PORT is '70000'"),
        ("DEBUG", "perhaps", "DEBUG is 'perhaps'"),
        ("AWS_SQS_QUEUE_URL", "queue", "AWS_SQS_QUEUE_URL is 'queue'"),
        ("AWS_BEDROCK_REGION", "Seoul", "AWS_BEDROCK_REGION is 'Seoul'"),
        ("AWS_BEDROCK_MODEL_ID", "two words", "AWS_BEDROCK_MODEL_ID is 'two words'"),
        ("AWS_BEDROCK_EMBEDDING_DIMENSIONS", "300", "AWS_BEDROCK_EMBEDDING_DIMENSIONS is 300"),
        ("AWS_STORAGE_BUCKET_NAME", "No Bucket", "AWS_STORAGE_BUCKET_NAME is 'No Bucket'"),
        ("CORS_ALLOWED_ORIGINS", "console.example.com", "CORS_ALLOWED_ORIGINS is 'console.example.com'"),
        ("CORS_ALLOWED_ORIGINS", "https://*.example.com", "CORS_ALLOWED_ORIGINS is 'https://*.example.com'"),
        ("CORS_ALLOWED_ORIGINS", "https://a.example/page", "CORS_ALLOWED_ORIGINS is 'https://a.example/page'"),
        ("FOOTAGE_ROLE", "operator", "FOOTAGE_ROLE is 'operator'"),
        ("FOOTAGE_URL_SECONDS", "59", "FOOTAGE_URL_SECONDS is '59'"),
        ("FOOTAGE_URL_SECONDS", "43201", "FOOTAGE_URL_SECONDS is '43201'"),
        ("JWT_ROLE_NAMES", "desk=VIEWER,desk=ADMIN", "JWT_ROLE_NAMES is 'desk=VIEWER,desk=ADMIN'"),
        ("JWT_ROLE_NAMES", " =ADMIN", "JWT_ROLE_NAMES is ' =ADMIN'"),
        ("JWT_ROLE_NAMES", "desk=admin", "JWT_ROLE_NAMES is 'desk=admin'"),
        ("INGEST_TIMEZONE", "Mars/Base", "INGEST_TIMEZONE is 'Mars/Base': no time zone"),
        ("AWS_INGEST_QUEUE_URL", "inbox", "AWS_INGEST_QUEUE_URL is 'inbox'"),
        ("DATABASE_URL", "mysql://root:hunter2@db/x", "DATABASE_URL is (hidden)"),
    ],
)
def test_a_wrong_value_is_told_in_one_line_with_its_name_and_what_it_may_be(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as refused:
        load_settings(None)
    line = str(refused.value)
    assert line.startswith(told)
    assert "\n" not in line
    assert "hunter2" not in line
    assert Settings.model_fields[name.lower()].description in line  # type: ignore[operator]


@pytest.mark.parametrize(
    "model_id",
    [
        "anthropic.claude-3-5-sonnet-20241022-v2:0",
        "apac.anthropic.claude-sonnet-4-20250514-v1:0",
        "arn:aws:bedrock:ap-northeast-2:123456789012:inference-profile/apac.anthropic.claude-sonnet-4-20250514-v1:0",
        "arn:aws:bedrock:ap-northeast-2::foundation-model/anthropic.claude-3-5-sonnet-20241022-v2:0",
        "local.rules-v1",
        "llm.llama3:8b",
        "vlm.Qwen/Qwen2.5-VL-7B-Instruct",
    ],
)
def test_a_model_may_be_named_by_id_by_inference_profile_or_by_arn(
    monkeypatch: pytest.MonkeyPatch, model_id: str
) -> None:
    monkeypatch.setenv("AWS_BEDROCK_MODEL_ID", model_id)
    assert load_settings(None).aws_bedrock_model_id == model_id


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.5", "::", "watchgraph.example"])
def test_the_world_is_not_served_without_a_key_of_its_own(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("SECRET_KEY", "short")
    with pytest.raises(ConfigError, match="SECRET_KEY has 5 characters while HOST is"):
        load_settings(None)
    monkeypatch.setenv("SECRET_KEY", "kept by nobody but this very test")
    assert load_settings(None).host == host


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("", "SECRET_KEY has 0 characters"),
        ("x" * 31, "SECRET_KEY has 31 characters"),
        ("change-me-" * 4, "few different characters"),
        ("secretsecretsecretsecretsecretsecret", "few different characters"),
    ],
)
def test_the_server_does_not_start_for_the_world_under_a_default_or_short_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, key: str, problem: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("SECRET_KEY", key)
    with pytest.raises(SystemExit) as ended:
        app.main()
    # One line that names the setting and not the key. SystemExit with a text exits with 1.
    assert problem in str(ended.value.code)
    assert "\n" not in str(ended.value.code)
    assert not key or key not in str(ended.value.code)


def test_notifications_have_a_queue_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A receiver of notifications would throw away what wakes the workers."""
    for name in ("AWS_SQS_QUEUE_URL", "AWS_INGEST_QUEUE_URL"):
        monkeypatch.setenv(name, "https://sqs.ap-northeast-2.amazonaws.com/1/watchgraph")
    with pytest.raises(ConfigError, match="AWS_INGEST_QUEUE_URL is the same queue as AWS_SQS_QUEUE_URL"):
        load_settings(None)


def test_a_provider_s_tokens_are_taken_for_this_application_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_JWKS_URL", "https://login.example/keys")
    monkeypatch.setenv("JWT_ISSUER", "https://login.example")
    with pytest.raises(ConfigError, match="JWT_JWKS_URL is set without JWT_ISSUER and JWT_AUDIENCE"):
        load_settings(None)
    monkeypatch.setenv("JWT_AUDIENCE", "watchgraph")
    assert load_settings(None).jwt_audience == "watchgraph"
    for url in ("http://login.example/keys", "file:///etc/passwd", "ftp://login.example/keys"):
        monkeypatch.setenv("JWT_JWKS_URL", url)
        with pytest.raises(ConfigError, match="JWT_JWKS_URL is "):
            load_settings(None)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_loopback_is_served_without_a_key(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("HOST", host)
    assert load_settings(None).host == host


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=1234\nSTACK=from the file\n")
    monkeypatch.setenv("PORT", "4321")
    # load_settings writes to the environment; this makes monkeypatch restore it.
    monkeypatch.setenv("STACK", "")
    monkeypatch.delenv("STACK")
    settings = load_settings(file)
    assert (settings.port, settings.stack) == (4321, "from the file")


def test_a_url_goes_before_the_parts_of_the_database_s_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_HOST", "db.internal")
    monkeypatch.setenv("DB_PASSWORD", "p@ss/word")
    assert (
        load_settings(None).sqlalchemy_url
        == "postgresql+asyncpg://watchgraph:p%40ss%2Fword@db.internal:5432/watchgraph"
    )
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:pw@elsewhere:6432/wg")
    assert load_settings(None).sqlalchemy_url == "postgresql+asyncpg://me:pw@elsewhere:6432/wg"


def test_the_owner_s_login_reaches_migrations_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("DATABASE_OWNER_URL=postgresql://owner:pw@db/wg\n")
    # load_owner_settings writes to the environment; this makes monkeypatch restore it.
    monkeypatch.setenv("DATABASE_OWNER_URL", "")
    monkeypatch.delenv("DATABASE_OWNER_URL")
    assert not hasattr(load_settings(file), "database_owner_url")
    assert "DATABASE_OWNER_URL" not in os.environ
    assert load_owner_settings(file).database_owner_url == "postgresql://owner:pw@db/wg"
    assert not hasattr(load_settings(None), "database_owner_url")
    assert "DATABASE_OWNER_URL" not in os.environ


def test_settings_cannot_be_changed_and_hide_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "s" * 40)
    settings = load_settings(None)
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1  # type: ignore[misc]
    assert "ssss" not in repr(settings)


def test_the_version_is_the_project_s() -> None:
    assert f'\nversion = "{VERSION}"\n' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_lock_names_no_index_but_the_public_one() -> None:
    hosts = set(re.findall(r'https?://([^/"\s]+)', (ROOT / "uv.lock").read_text(encoding="utf-8")))
    assert hosts <= {"pypi.org", "files.pythonhosted.org"}
