"""Operations that schemathesis generates from the schema, sent with a token that holds: `python -m bench.fuzz`."""
