"""The inside of one inspection: the page with its eight steps."""

from .page import InspectionPage

__all__ = ["InspectionPage"]
