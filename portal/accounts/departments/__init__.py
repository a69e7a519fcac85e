"""Departments: the tree of organs, its queries and the operations that keep it right."""
