"""Warnings (预警): departments, regions and areas whose numbers of a month chance does not explain."""
