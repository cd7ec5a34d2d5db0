"""Fair sharing between organizations: pools, slots, quotas, budgets."""
