"""A book of cases on Apache Spark: sharded by case, decided in Spark's own workers, no shuffle, no scheduler of ours.

tables.py    documents in; the book, its determinations and its statuses out: what a user of Spark calls
worker.py    what runs in a Python worker: batches of documents in, rows of the book out; it needs no Spark
session.py   starting Spark for the command line, and its failures in plain words
"""
