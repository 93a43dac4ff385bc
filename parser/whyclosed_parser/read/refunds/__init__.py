"""Refunds: how far the money is, by which ways it goes, and several refunds of one order."""
