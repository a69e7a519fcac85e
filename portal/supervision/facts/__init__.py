"""The figures' own rows: one compact row a case and cells by month, kept true in the transaction of every step."""
