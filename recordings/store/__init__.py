"""Where the files of recordings lie: a directory, or an S3 service.

Files have opaque names and are what they are: no knowledge of sound, encryption, or the ledger.
"""

from recordings.store.choice import open_store
from recordings.store.store import BadName, Missing, Store, Stored, StoreFailed

__all__ = ["BadName", "Missing", "Store", "StoreFailed", "Stored", "open_store"]
