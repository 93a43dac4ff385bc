"""The browser extension's local door (`serve`), and the memory of orders (`store`).

Importing this package loads neither Flask nor the parser: its modules `store`, `pairing` and `calendar` work
without the extra `server`.
"""
