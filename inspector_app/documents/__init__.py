"""Values into a document model, typeset into a PDF/A; fonts, QR, numbering.

One engine for every document: a form is a data file in forms/documents/, never a class.
"""
