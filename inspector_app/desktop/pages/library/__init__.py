"""法规: laws and their articles, violations, packs; each part a module, the page puts them side by side."""

from .page import LibraryPage

__all__ = ["LibraryPage"]
