"""Pure functions from printed words to values: text, money, dates, durations. None where a text is not certain."""
