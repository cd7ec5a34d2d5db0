"""Checks of what an operator set up: each asks one service, changes nothing, and says what to do."""
