"""What an answer costs beyond the calls of its models."""
