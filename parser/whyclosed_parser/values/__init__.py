"""Pure functions from printed words to values. None where a text is not certain."""
