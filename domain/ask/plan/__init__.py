"""The plan of a question: the tool that a model fills in, and how its input is checked."""
