"""Why an AliExpress order was closed, and what to do about it."""

__version__ = "0.1.0"
