"""How organizations share the machine: pools, slots, quotas, budgets."""
