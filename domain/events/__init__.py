"""Events as rows: descriptions, keywords and attributes, for detected and for imported events."""
