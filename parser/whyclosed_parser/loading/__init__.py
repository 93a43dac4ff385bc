"""The steps from a file's bytes to a tree."""
