"""The words of a question that name a time, found by rules, so that no planner can drop them unnoticed."""
