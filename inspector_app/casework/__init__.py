"""The use cases: start an inspection, answer an item, take a photo, issue a document, seal a bundle.

Whatever the window can do is a function here without Qt, and the command line reaches it.
"""
