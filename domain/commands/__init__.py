"""Commands of the worker: `python -m worker <command>`."""
