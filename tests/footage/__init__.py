"""A zoo of small footage files whose frames carry their own number as a bar code."""
