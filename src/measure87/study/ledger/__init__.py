"""The ledger of a study: every release of its data as the reader had it, and who was in it.

It lies in `private/ledger`, for the owner alone. Each new release is judged together with all that
it holds, so that no two releases tell what neither tells alone. Of persons it has keyed hashes,
the codes by which figures are, and weights; never a status, never an answer.
"""
