"""Qt item models over what an inspection holds. They know no SQL and no widgets; a change repaints its own row only."""
