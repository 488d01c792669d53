"""`reasoner simulate`: the same book under a changed library. Who flips, from what to what, because of which criterion.

changes.py    what is changed in a document
run.py        one document version of a book, asked under any plan: curves, attrition
pair.py       two books, or a book and its changed self, side by side in one database
compare.py    what differs between them
report.py     the tables of an answer, as text, CSV or Parquet; plots.py: as pictures
"""
