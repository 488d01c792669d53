"""The case book: many cases in a folder of Parquet files, with the facts that were derived and the ledgers that follow.

layout.py        the columns of facts of one document version
ledger_plan.py   its criteria as SQL over these columns; ledger_query.py: the query
chunk.py         documents in, rows out: what a worker does
store.py         the folder: parts and lock; manifest.py: what it says of itself
conditions.py    what is put in place of what the documents say: payer, place, day of the texts
ingest.py        streams in, parts out, resumable; refresh.py: the documents of another book in
views.py         the folder as a database that can be asked
"""
