"""Rows as reads return them: the columns that were asked for, by name, typed for mypy."""
