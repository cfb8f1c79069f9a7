"""Intake of photos: hash, store untouched, read EXIF, make derivatives, detect doubles.

An original never changes; whatever is drawn or scaled is a derivative that names its original.
"""
