"""Every SELECT of the ledger: tasks (``tasks``) and inspections (``inspections``)."""
