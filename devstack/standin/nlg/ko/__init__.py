"""Answers in Korean."""
