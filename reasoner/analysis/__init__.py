"""Questions over a case and its ledger, and explanations of every name."""
