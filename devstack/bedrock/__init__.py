"""An endpoint that speaks Amazon Bedrock's wire protocol, and nothing else: the models are in devstack/standin.

It accepts and answers what Bedrock does: signed requests, Converse and its event stream, InvokeModel bodies, Rerank,
and typed errors.
"""
