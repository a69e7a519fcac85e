"""Demo accounts and cases, clearly marked."""


def load_text():
    """Placeholder."""
    return ""


def code_text(username, at):
    """Placeholder."""
    return ""


def accounts_text():
    """Placeholder."""
    return ""
