"""The product's own sentences around an answer, and in place of one."""
