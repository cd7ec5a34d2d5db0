"""The written answer and its citations."""
