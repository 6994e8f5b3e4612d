"""What can go wrong with the things we keep.

::

    StoreError
     +-- DataFolderError   the folder can't be made, read or written, or the disk is full
     +-- DatabaseError     the database is damaged, locked by another program, of a newer version, or refuses a row
     +-- StateFileError    a state file is missing or its bytes are not those that were saved
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from pathlib import Path

import apsw


class StoreError(Exception):
    """Base of all errors of this room; one line that says what is wrong and what to do."""


class DataFolderError(StoreError):
    """The data folder can't be used."""


class DatabaseError(StoreError):
    """The database can't be used."""


class StateFileError(StoreError):
    """A state file can't be used."""


@contextmanager
def mapped(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and of the file system into ours, with the remedy."""
    try:
        yield
    except apsw.BusyError as error:
        raise DatabaseError(
            f"{path} is in use by another program; close the other spinlab-pad or give this one its own --data folder"
        ) from error
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise DatabaseError(
            f"{path} is damaged ({error}); move it away and restore a backup, or start with another --data folder"
        ) from error
    except (apsw.FullError, apsw.IOError) as error:
        raise DataFolderError(f"{path} could not be written ({error}); free some space on its disk") from error
    except (apsw.ReadOnlyError, apsw.CantOpenError, apsw.PermissionsError) as error:
        raise DataFolderError(
            f"{path} can't be written ({error}); make the folder writable or choose another one with --data"
        ) from error
    except apsw.Error as error:
        raise DatabaseError(f"{path} refuses this ({error}); please send `spinlab-pad report` to its makers") from error
    except UnicodeEncodeError as error:
        raise DatabaseError(f"{error.object!r} can't be kept: it is no whole text; give it another name") from error
    except OSError as error:
        reason = error.strerror or str(error)
        if error.errno in (ENOSPC, EDQUOT):
            raise DataFolderError(f"{path} could not be written ({reason}); free some space on its disk") from error
        raise DataFolderError(
            f"{error.filename or path}: {reason}; make the folder writable or choose another one with --data"
        ) from error
