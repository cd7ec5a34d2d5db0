"""Isolated subprocesses that read footage: limits, messages, files, confinement."""
