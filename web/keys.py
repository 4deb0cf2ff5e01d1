"""Rotating the master key from the command line."""

from __future__ import annotations

from engine.bootstrap import Engine
from engine.commands import RotateKeys
from web.wording import counted


def rotated_report(engine: Engine) -> str:
    """Wrap data keys until none is wrapped by an older master key. What was done, and which keys may go."""
    done, found = 0, engine.execute(RotateKeys(), engine.system())
    while found.wrapped:
        done += found.wrapped
        found = engine.execute(RotateKeys(), engine.system())
    listed = dict.fromkeys(key_id for key_id, _ in engine.config.master_keys)
    unneeded = [key_id for key_id in listed if key_id not in (found.current, found.oldest, *found.by_key)]
    first = f"{counted(done, 'data key')} wrapped anew; “{found.current}” wraps {found.by_key.get(found.current, 0)}."
    waiting = sum(found.by_key.values()) - found.by_key.get(found.current, 0)
    busy = [f"{counted(waiting, 'data key')} still to be wrapped, in use just now. Run it again."] if waiting else []
    free = [f"“{key_id}” is needed no longer: take it out of MASTER_KEY." for key_id in unneeded]
    kept = [f"“{found.oldest}” wraps nothing any more; it stays listed last, for what is derived from it."]
    is_kept = found.oldest != found.current and found.oldest not in found.by_key
    return "\n".join([first, *busy, *free, *(kept if is_kept else [])])
