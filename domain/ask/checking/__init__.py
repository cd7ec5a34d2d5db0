"""Check by program what a sentence of a model claims against the rows, facts and table that it rests on."""
