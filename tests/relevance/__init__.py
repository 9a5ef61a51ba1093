"""The judged set: a made-up catalogue that reads like wholesalers' price files, and queries with answers.

Whether a product answers a query is decided by what the product *is* (the attributes of ``goods/``), never
by the words of its line, so every product is judged for every query. ``python -m tests.relevance`` prints
the table.
"""
