"""The collector: verify a bundle, merge it into the central database, give a signed receipt.

Never imports the laptop rooms (vault, casework, desktop).
"""
