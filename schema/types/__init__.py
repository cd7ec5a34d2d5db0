"""The types that clients read, one file for each noun. They refer to each other in circles."""
