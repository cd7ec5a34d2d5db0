"""Every byte that leaves the process: PostgreSQL, S3, SQS, Bedrock, tokens."""
