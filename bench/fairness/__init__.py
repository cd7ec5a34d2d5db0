"""What one organization's worst does to another: `python -m bench.fairness` tells."""
