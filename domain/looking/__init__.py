"""A vision model looks at the parts of footage where something happens."""
