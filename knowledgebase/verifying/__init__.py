"""Asks registries what they hold of each reference, and addresses whether they still answer.

The only part of the library that reaches the network. Nothing else imports it: checks and builds read what
it wrote to the ledger.
"""
