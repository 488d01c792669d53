"""For authors: the checks that knowledge must pass, the cases that prove it, and the canonical form of its files."""
