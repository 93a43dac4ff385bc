"""From facts to a route and a cause."""
