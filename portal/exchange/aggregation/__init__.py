"""Aggregation upward (归集): each change of a public record becomes a row, rows become batches, receipts come back."""
