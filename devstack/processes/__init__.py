"""Starts, watches, restarts and stops child processes."""
