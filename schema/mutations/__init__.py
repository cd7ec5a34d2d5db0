"""Mutations: payloads and fields, one file for each noun. `mutation.py` says how they are declared."""
