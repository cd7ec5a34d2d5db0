"""Fills a database with random recordings, events and questions, for development and benches."""
