"""The public accountability log: what was received and which clocks run, so that nobody can change it afterwards unseen.

A Merkle tree in the manner of RFC 9162. Each received report and each start, extension, suspension, resumption, calendar move and
closure of its clocks is one leaf, written in the transaction that makes it true. Once a day the root is signed and published
(``/verify`` and an Atom feed). Whoever holds the proof file of a case can show, offline and without asking the office, that report
and dates were in the log when the root was signed; two published roots can be shown to belong to one log that only grew.

What outsiders can learn, and what not:

* A leaf is SHA-256 over 32 random bytes and the facts. Without the salt nobody can try facts against it. Salts lie sealed with the
  case and are shown on the reporter's page only.
* A leaf tells nothing of its kind: reports, clocks, padding and the daily anchor of the audit log all look alike.
* The published size would tell how much happened in a day. Each day's head therefore rounds the size up to the next multiple of
  ``PADDING`` with random leaves, and by at least one leaf, so a day without reports looks like a day with a few. A day with many
  tells roughly how many leaves it had; about four go with each report. The public figures say as much.
* A proof names the place of its leaves. Two people who put their proofs side by side learn how many leaves lie between them; one who
  hands a proof on also hands on the case number and the dates in it, nothing of the matter and nothing of a person.
* Before the day's head is out a proof carries a head signed at that moment. It holds the exact size; only the holder of the tracking
  code gets it.

What the log cannot do: it shows that a fact was recorded and not changed since, not that it was true; and a report that the portal
never acknowledged leaves no trace in it. Who takes the signing key can sign another log, but cannot make it fit the heads that were
published before.
"""
