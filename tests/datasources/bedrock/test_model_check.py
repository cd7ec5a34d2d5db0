"""`check-models` through the wire, with the stand-ins and with models that fail."""

from dataclasses import replace

from botocore.exceptions import ClientError

from domain.ask.settings import AskSettings
from domain.commands.model_check import check_models, explain_failure
from models.errors import ModelFailed
from tests.datasources.bedrock.conftest import Opened

SETTINGS = AskSettings("local.rules-v1", "local.overlap-v1", "local.detector-v1")


async def test_every_purpose_is_asked_as_the_product_asks(opened: Opened) -> None:
    async with opened() as bedrock:
        checked = await check_models(bedrock, SETTINGS, "local.use-multilingual-v1")
    assert [(model.purpose, model.problem) for model in checked] == [
        ("planning", None),
        ("writing", None),
        ("looking at frames", None),
        ("embedding", None),
        ("reranking", None),
    ]
    assert "local.rules-v1 answered in" in str(checked[0])


async def test_a_model_that_fails_is_told_and_the_others_are_asked(opened: Opened) -> None:
    settings = replace(SETTINGS, model_id="local.nowhere-v1", vision_model_id="local.rules-v1")
    async with opened() as bedrock:
        checked = await check_models(bedrock, settings, "local.use-multilingual-v1")
    planning, writing, looking, *others = checked
    assert "FAILED" in str(planning)
    assert "Check the model's id and the region." in str(planning)
    assert writing.problem is not None
    assert "name one that does for looking at frames" in str(looking)
    assert [model.problem for model in others] == [None, None]


def test_the_hint_is_what_the_operator_must_change() -> None:
    said = {
        "Invocation of model ID x with on-demand throughput isn't supported.": "put global., apac. or us.",
        "`temperature` is deprecated for this model.": "AWS_BEDROCK_TEMPERATURE",
        "This model version has reached the end of its life.": "set a newer one",
        "You don't have access: not authorized to perform bedrock:InvokeModel": "docs/permissions.md",
        "The security token included in the request is invalid.": "AWS credentials",
    }
    for message, hint in said.items():
        error = ModelFailed(problem="the request was refused")
        error.__cause__ = ClientError({"Error": {"Code": "ValidationException", "Message": message}}, "Converse")
        assert message in explain_failure(error)
        assert hint in explain_failure(error)
