"""The window: application, theme, background work, pages and widgets.

Thin: a key press calls one casework function and redraws what it returns.
"""
