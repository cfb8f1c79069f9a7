"""What the packs say: typed definitions of checklists and documents, loading, validating.

Lives on the lowest floor and imports nothing of ours but the fault. The loader here is the only part of the core that reads files.
"""
