"""The decision-table engine. It knows no meaning: what the rows are about is the business of their readers."""
