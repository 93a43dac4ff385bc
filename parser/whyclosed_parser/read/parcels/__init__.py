"""Parcels: their numbers, carriers, days and events."""
