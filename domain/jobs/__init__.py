"""Jobs: the worker, attempts, outcomes, dead letters."""
