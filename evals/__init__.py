"""Measures of how well the product does its work, and the material they need."""
