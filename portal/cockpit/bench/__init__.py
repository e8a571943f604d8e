"""The benchmark: every page and job of the portal at city size, in a database of its own (``manage.py bench``).

``pages`` names what is measured and for whom, ``measuring`` measures it, ``floors`` are the pages that everything else
is held against, ``jobs`` times what the workers do, ``growth`` fills the tables a hundredfold.
"""
