"""The second back end: a plan as one query over the graphs of many cases."""
