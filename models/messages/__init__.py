"""Sentences for people, in Korean and English."""
