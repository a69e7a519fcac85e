"""Evidence files: told by content, cleaned of metadata, stored encrypted outside the web root, served as attachments."""

import pylibmagic  # noqa: F401  shows ``magic``, imported in sniff.py, where the bundled libmagic lies
