"""The encrypted local store: schema and migrations, the one write gate with its journal, the file store, keys, backup.

Knows records and catalog; knows neither the rules nor the bundle.
"""
