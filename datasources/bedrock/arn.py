"""ARNs of models."""

import re

# Geographies that stand before a model's id in the id of a cross-region inference profile.
_PROFILE = re.compile(r"^(us|us-gov|eu|apac|jp|au|ca|sa|global)\.[^.]+\.")


def model_arn(model_id: str, *, region: str, partition: str) -> str:
    """What Rerank's modelArn takes: an ARN as it is, the ARN of a foundation model's id, a profile's id as it is.

    A profile's ARN holds the account's number, which is not known here; the operation takes the bare id as well.
    """
    if model_id.startswith("arn:") or _PROFILE.match(model_id):
        return model_id
    return f"arn:{partition}:bedrock:{region}::foundation-model/{model_id}"
