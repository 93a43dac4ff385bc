"""The browser extension's local door (`serve`), and the memory of orders (`store`).

Importing this package loads neither Flask nor the parser: its modules `store` and `pairing` work
without the extra `server`.
"""

HOST = "127.0.0.1"
"""The one address on which it listens: pages of orders must not leave this computer."""
PORT = 47291
"""Where it listens unless another port is asked for."""
