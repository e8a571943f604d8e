"""PostgreSQL and Valkey out of Python wheels, for machines that bring neither: ``make run`` and the tests.

It imports no app of ours. Each server has one *keeper*, a small process that owns it; whoever uses a server holds a
shared file lock. When the last holder goes, for whatever reason (``kill -9`` included), the kernel gives the keeper
the lock and the keeper stops the server.
"""
