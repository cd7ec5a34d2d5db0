"""The plan of a question: the tool that a model fills in, and its reading."""
