"""Search behind one small port (``port.py``): nothing outside this folder knows Whoosh or numpy."""
