"""Work that no visitor waits for: a queue, a worker, and a scheduler that wakes the sweeps.

Tasks are hints, sweeps are the truth: whatever must happen is a row in the database, and a sweep that may run at any
time, twice, or half, finds it there.
"""
