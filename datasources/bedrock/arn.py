"""ARNs of models."""

import re

# Geographies that prefix the model id in the id of a cross-region inference profile.
_PROFILE = re.compile(r"^(us|us-gov|eu|apac|jp|au|ca|sa|global)\.[^.]+\.")


def model_arn(model_id: str, *, region: str, partition: str) -> str:
    """The value for Rerank's modelArn. ARNs and profile ids are returned unchanged; a model id becomes its ARN.

    A profile's ARN contains the account number, which is unknown here; Rerank accepts the bare profile id as well.
    """
    if model_id.startswith("arn:") or _PROFILE.match(model_id):
        return model_id
    return f"arn:{partition}:bedrock:{region}::foundation-model/{model_id}"
