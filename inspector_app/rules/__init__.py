"""Law as pure functions over catalog and records: judgement and what follows from it.

Time and holidays are passed in; every result carries the trail it was reached by.
"""
