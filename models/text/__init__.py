"""Forms of text: normalization, citation marks, Korean particles."""
