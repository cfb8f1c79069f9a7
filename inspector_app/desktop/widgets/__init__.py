"""Reusable parts that pages are made of."""
