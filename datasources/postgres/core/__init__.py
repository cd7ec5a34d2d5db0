"""Connections, transactions, keyset pagination."""
