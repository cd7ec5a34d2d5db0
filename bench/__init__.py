"""Benchmarks: each is a module that prints its figures, as ratios where the machine would decide them otherwise."""
