"""From a page to its orders: the interpreter of the layout tables, and the readers of parts that need code."""
