"""Inspector (现场执法): an offline desktop application for field inspectors of the drug regulators."""

__version__ = "0.1.0"
