"""The types that clients read: one file for each noun. They form one circle, as a graph does."""
