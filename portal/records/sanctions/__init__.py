"""Sanctions from a closed list, leniency with its grounds, and the question of organisers: may this body be honoured?"""
