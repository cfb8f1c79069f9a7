"""Sealing, opening and verifying the bundle: BagIt 1.0, minisign form, age.

Moves canonical JSON and bytes; knows nothing of the vault or of the law.
"""
