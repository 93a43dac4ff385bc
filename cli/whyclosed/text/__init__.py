"""The text answer: pure functions from values to text, with the width and the use of colour passed in."""
