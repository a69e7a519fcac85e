"""Dishonesty records: from a finding over rectification and recognition to the public record, its sanctions and its end."""
