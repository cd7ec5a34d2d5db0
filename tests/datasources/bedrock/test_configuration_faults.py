"""Errors of the service that an operator has to mend, told apart from those that pass."""

import pytest
from botocore.exceptions import ClientError, NoCredentialsError

from datasources.bedrock.converse import parse_reply
from datasources.bedrock.errors import translate_bedrock_errors
from models.asking.conversation import Conversation, Message
from models.errors import ModelDeclined, ModelFailed, ModelMisconfigured, Throttled, WatchgraphError


def raise_from(error: Exception) -> WatchgraphError:
    with pytest.raises(WatchgraphError) as raised, translate_bedrock_errors("language model"):
        raise error
    return raised.value


def refusal(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Converse")


@pytest.mark.parametrize(
    ("code", "message", "fault", "parameter"),
    [
        ("ValidationException", "The provided model identifier is invalid.", "model", ""),
        ("ValidationException", "Invocation of model ID x with on-demand throughput isn’t supported.", "model", ""),
        ("ResourceNotFoundException", "This model version has reached the end of its life.", "model", ""),
        ("ResourceNotFoundException", "Could not resolve the foundation model.", "model", ""),
        ("AccessDeniedException", "You don't have access to the model with the specified model ID.", "access", ""),
        ("ValidationException", "`temperature` is deprecated for this model.", "parameter", "temperature"),
        ("ValidationException", "This model doesn't support tool use.", "parameter", "tool use"),
        ("ValidationException", "Malformed input request.", "request", ""),
    ],
)
def test_what_an_operator_must_change_is_named(code: str, message: str, fault: str, parameter: str) -> None:
    error = raise_from(refusal(code, message))
    assert isinstance(error, ModelMisconfigured)
    assert (error.values["fault"], error.values["parameter"]) == (fault, parameter)


def test_missing_credentials_are_the_operators_to_give() -> None:
    assert isinstance(raise_from(NoCredentialsError()), ModelMisconfigured)


@pytest.mark.parametrize("message", ["Input is too long for requested model.", "The image exceeds 5 MB."])
def test_what_one_request_holds_is_no_fault_of_the_configuration(message: str) -> None:
    error = raise_from(refusal("ValidationException", message))
    assert isinstance(error, ModelFailed)
    assert not isinstance(error, ModelMisconfigured)


def test_throttling_passes() -> None:
    assert isinstance(raise_from(refusal("ThrottlingException", "Too many requests")), Throttled)


@pytest.mark.parametrize("reason", ["guardrail_intervened", "content_filtered", "refusal"])
def test_a_reply_that_a_filter_ended_is_declined(reason: str) -> None:
    message = {"content": [{"text": "Sorry."}], "role": "assistant"}
    response = {"output": {"message": message}, "stopReason": reason, "usage": {"inputTokens": 1, "outputTokens": 1}}
    with pytest.raises(ModelDeclined):
        parse_reply(Conversation("m", "", [Message("user", "x")]), response)  # type: ignore[arg-type]
