"""The roster import: a district's spreadsheet becomes enterprises, contacts, stewards and assignments.

``reading`` opens the file, ``parsing`` finds the header and normalises every row, ``planning`` compares the rows with
the registry and holds the cap against the file's end state, ``applying`` writes it all in one transaction.
"""
