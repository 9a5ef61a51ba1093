"""What leaves the house: an outbox in the database, emptied by ``merkbar deliver``, never in a request.

A channel is a module with ``REPEATABLE`` and ``send(message, settings)``, listed in ``channels``.
"""
