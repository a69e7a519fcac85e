"""The ledger of a jurisdiction's plan: who moves which task how far, and the inspections that check it."""
