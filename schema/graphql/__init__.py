"""What the types are built with: selections, connections, scalars, enums, permissions."""
