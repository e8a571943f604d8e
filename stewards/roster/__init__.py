"""The roster import: a district's spreadsheet becomes enterprises, contacts, stewards and assignments.

``portal.imports`` opens and stages the file; ``columns`` say what its cells mean, ``planning`` compares the rows with
the registry and holds the cap against the file's end state, ``applying`` writes it all in one transaction. ``kind`` is
what the pages and the command take.
"""
