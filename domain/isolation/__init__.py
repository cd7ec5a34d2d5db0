"""Isolated processes that read footage: limits, messages, files, confinement."""
