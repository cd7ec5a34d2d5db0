"""Building blocks of types: selections, connections, scalars, enums, permissions."""
