"""The error of the embedded stack."""


class StackProblem(Exception):
    """One line for the person at the terminal: what is wrong and what to do about it."""
