"""What words mean to search: how they are cut, stemmed and heard, which mean the same, and what a typed text asks for.

Engines store and match; they know nothing of language. So every engine finds the same.
"""
