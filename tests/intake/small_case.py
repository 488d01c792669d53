"""The smallest case that says something; tests append to it or change one line."""

CASE = """\
id: case-1
recordedOn: 2026-06-10
dateOfService: 2026-06-15
payer: aetna
requests:
  - id: "#block"
    procedure: medial-branch-block
    levels: [L4-5]
    diagnoses: [M47.816]
    lines:
      - {id: "#line", code: "64493"}
"""
