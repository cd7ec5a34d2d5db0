"""The embedded default: PostgreSQL, S3, SQS and a Bedrock-compatible endpoint as child processes on loopback."""
