"""The local models that take the place of Bedrock's; README.md says what they are and are not."""
