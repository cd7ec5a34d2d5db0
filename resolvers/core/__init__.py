"""Shared by all resolvers: context, access, ids, paging, budget, signed URLs."""
