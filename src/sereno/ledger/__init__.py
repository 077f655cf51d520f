"""The ledger: what happened, in order, for ever; and the reactions still owed to it.

It owns the facts and the pending deliveries. Audit, the live stream and notifications all read it.
"""
