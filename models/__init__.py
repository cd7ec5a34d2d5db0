"""Nouns: tables, enumerations, the principal, the error tree and the migrations."""
