"""The settings of an OpenAI-compatible server, and what `make run` says and sets."""

from pathlib import Path

import pytest

from devstack.openai.bridge import build_bridged_models, describe_bridge
from devstack.openai.settings import LocalModelSettings, list_patient_defaults, load_local_models
from devstack.problem import StackProblem
from tests.devstack.openai.scripted import ScriptedServer

NAMES = [name.upper() for name in LocalModelSettings.model_fields]


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*NAMES, "PROMPT_CALL_SECONDS", "BEDROCK_TIMEOUT_SECONDS", "EXECUTION_TIMEOUT_SECONDS"]:
        monkeypatch.delenv(name, raising=False)


def test_nothing_is_set_by_default() -> None:
    settings = load_local_models(None)
    assert not settings.is_set
    assert build_bridged_models(settings) == {}


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "LOCAL_LLM_URL=http://localhost:11434\nLOCAL_LLM_MODEL=llama3:8b\nPROMPT_CALL_SECONDS=7\n"
    )
    monkeypatch.setenv("LOCAL_LLM_MODEL", "Qwen/Qwen2.5-7B-Instruct")
    settings = load_local_models(tmp_path / ".env")
    assert settings.base_url == "http://localhost:11434/v1"
    assert settings.product_models == {"AWS_BEDROCK_MODEL_ID": "llm.Qwen/Qwen2.5-7B-Instruct"}
    assert list(settings.models.values()) == ["Qwen/Qwen2.5-7B-Instruct"]
    assert set(list_patient_defaults(tmp_path / ".env")) == {"BEDROCK_TIMEOUT_SECONDS", "EXECUTION_TIMEOUT_SECONDS"}


def test_the_endpoint_s_process_gets_what_was_set_and_nothing_else() -> None:
    settings = LocalModelSettings(
        local_llm_url="https://models.example/api/v1/", local_vlm_model="qwen2.5vl:7b", local_llm_key="secret"
    )
    assert settings.base_url == "https://models.example/api/v1"
    assert settings.environment == {
        "LOCAL_LLM_URL": "https://models.example/api/v1/",
        "LOCAL_VLM_MODEL": "qwen2.5vl:7b",
        "LOCAL_LLM_KEY": "secret",
    }
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"LOCAL_LLM_URL": "localhost:11434"}, "LOCAL_LLM_URL is 'localhost:11434'"),
        ({"LOCAL_LLM_URL": "http://localhost:11434"}, "without LOCAL_LLM_MODEL"),
        ({"LOCAL_LLM_MODEL": "llama3:8b"}, "without LOCAL_LLM_URL"),
        ({"LOCAL_LLM_EXTRA": "[1]"}, "LOCAL_LLM_EXTRA is '[1]': no JSON object"),
        ({"LOCAL_LLM_KEY": "two words"}, "LOCAL_LLM_KEY is (hidden)"),
        ({"LOCAL_LLM_CONTEXT": "many"}, "LOCAL_LLM_CONTEXT is 'many'"),
    ],
)
def test_a_wrong_setting_is_one_line(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], told: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StackProblem) as caught:
        load_local_models(None)
    assert told in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


async def test_make_run_says_which_models_answer_and_that_a_context_is_small(scripted: ScriptedServer) -> None:
    settings = LocalModelSettings(local_llm_url=scripted.url, local_llm_model="tiny:1b")
    scripted.native = {"/props": {"total_slots": 2, "default_generation_settings": {"n_ctx": 4096}}}
    try:
        line, slots = await describe_bridge(settings)
    finally:
        scripted.native = {}
    assert slots == 2
    assert line == (
        f"Models of {scripted.url}/v1: tiny:1b plans and writes, detectors look at frames; 2 at once. "
        "Its context of 4096 tokens is small: plans with examples need 8192"
    )


@pytest.mark.parametrize(
    ("url", "model", "told"),
    [
        ("http://127.0.0.1:9", "tiny:1b", "Nothing answers at http://127.0.0.1:9/v1"),
        (None, "big:70b", "It has: tiny:1b."),
    ],
)
async def test_make_run_does_not_start_without_the_server_and_its_model(
    scripted: ScriptedServer, url: str | None, model: str, told: str
) -> None:
    settings = LocalModelSettings(local_llm_url=url or scripted.url, local_llm_model=model)
    with pytest.raises(StackProblem, match=told):
        await describe_bridge(settings)
