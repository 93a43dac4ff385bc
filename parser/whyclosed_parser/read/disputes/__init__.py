"""The dispute of an order: its state, its days, and who has to answer by when."""
