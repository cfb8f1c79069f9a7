"""What an inspector makes: enterprise, officer, inspection, answer, finding, evidence, document, journal entry.

Plain typed values without behaviour beyond their own consistency. No Qt, no SQL, no clock, no files.
"""
