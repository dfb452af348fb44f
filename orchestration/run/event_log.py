"""Dagster's event log as a run writes it: the same SQLite files and tables, with fewer statements.

Belongs here: storing events, and knowing what this run has stored. Not here: the settings that name this class, and
opening the history (history.py).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy
from dagster import AssetKey, AssetRecordsFilter, DagsterEventType, EventLogEntry, EventLogRecord, EventRecordsResult
from dagster._core.event_api import EventLogCursor
from dagster._core.events import ASSET_CHECK_EVENTS, ASSET_EVENTS, EVENT_TYPE_TO_PIPELINE_RUN_STATUS
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.schema import AssetKeyTable, SqlEventLogStorageTable
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from dagster._core.storage.event_log.base import AssetRecord
    from sqlalchemy.engine import Connection, Engine

_INDEX = "index"
_OPEN_SHARDS = 8
_BATCH = 1000
_BUSY_SECONDS = 30
_MIRRORED = {*ASSET_EVENTS, *ASSET_CHECK_EVENTS, *EVENT_TYPE_TO_PIPELINE_RUN_STATUS}
"""Kinds of events that stand in the file that spans all runs as well."""

_MATERIALIZED = DagsterEventType.ASSET_MATERIALIZATION
_STORE = SqlEventLogStorageTable.insert()
_ASSET = ("id", "asset_key", "last_run_id", "asset_details", "cached_status_data")
"""What Dagster reads of an asset beside its newest materialization."""


@cache
def _noting(*columns: str) -> Any:
    """The statement that notes such columns at an asset, whether or not it was known, and gives what else is read."""
    insert = sqlite.insert(AssetKeyTable)
    changed = {name: insert.excluded[name] for name in columns}
    noted = insert.on_conflict_do_update([AssetKeyTable.c.asset_key], set_=changed)
    return noted.returning(*(AssetKeyTable.c[name] for name in _ASSET))


class _Materialized(NamedTuple):
    """The newest materialization of an asset that this process has stored, and the row of the asset since."""

    asset: Mapping[str, Any]
    record: EventLogRecord


class EventLog(SqliteEventLogStorage):
    """Dagster's own SQLite event log, same files and tables, with connections that stay open.

    Dagster opens and closes a connection for each statement, and with it forgets every prepared statement; most of the
    8 ms of an event go there. A run of this project writes some 800 events: 3.4 s of CPU before, 0.8 s after. Commits
    wait for the write-ahead log, not for the disk: after a power cut the newest events may be missing, the history
    stays consistent, and the release, which is written and synced elsewhere, does not depend on it.

    While a step runs Dagster asks after each output for what it has just stored, to note what the next one is made of.
    What a step of this process has materialized is answered from memory; only one run of a workspace is at work.
    """

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._batch = threading.local()
        self._seen: set[tuple[str, str]] = set()
        self._run = ""
        self._materialized: dict[AssetKey, _Materialized] = {}
        # Dagster hands over what belongs together in one piece only when told how large a piece may be.
        os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", str(_BATCH))
        super().__init__(base_dir=base_dir, inst_data=inst_data)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> EventLog:
        """Made by Dagster from `dagster.yaml`."""
        return cls(inst_data=inst_data, **config_value)

    # ---- connections ------------------------------------------------------------------------------------------------

    def run_connection(self, run_id: str | None = None) -> Any:
        """A transaction on the file of one run."""
        return self._transaction(run_id or _INDEX, super().run_connection)

    def index_connection(self) -> AbstractContextManager[Connection]:
        """A transaction on the file that spans all runs."""
        return self._transaction(_INDEX, lambda _: super(EventLog, self).index_connection())

    @contextmanager
    def _transaction(self, shard: str, first: Any) -> Iterator[Connection]:
        batch: dict[str, Connection] | None = getattr(self._batch, "open", None)
        if batch is not None and shard in batch:
            yield batch[shard]
            return
        engine = self._engines.get(shard)
        if engine is None:
            # The parent's own connection creates the file and its tables when they are missing.
            with first(shard):
                pass
            engine = self._remember(shard)
        if batch is not None:
            batch[shard] = self._batch.stack.enter_context(engine.begin())
            yield batch[shard]
            return
        with engine.begin() as connection:
            yield connection

    def _remember(self, shard: str) -> Engine:
        engine = sqlalchemy.create_engine(
            self.conn_string_for_shard(shard),
            connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
        )
        sqlalchemy.event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA synchronous = NORMAL"))
        while len(self._engines) >= _OPEN_SHARDS:
            # The interface looks into many runs; the file that spans them all stays open, the oldest other one goes.
            oldest = next(name for name in self._engines if name != _INDEX)
            self._engines.pop(oldest).dispose()
        self._engines[shard] = engine
        return engine

    @property
    def open_files(self) -> list[str]:
        """The shards whose files are open now: `index` and ids of runs."""
        return list(self._engines)

    def dispose(self) -> None:
        """Closes the files."""
        while self._engines:
            self._engines.popitem()[1].dispose()
        super().dispose()

    # ---- what tables there are: Dagster looks anew for each event, and none is ever taken away ----------------------

    def has_table(self, table_name: str) -> bool:
        """Whether a table is there."""
        return self._once(("table", table_name), lambda: super(EventLog, self).has_table(table_name))

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        look = super()._has_asset_key_col_on_connection
        return self._once(("column", column_name), lambda: look(conn, column_name))

    def _once(self, what: tuple[str, str], look: Any) -> bool:
        if what not in self._seen and look():
            self._seen.add(what)
        return what in self._seen

    # ---- storing ----------------------------------------------------------------------------------------------------

    def store_event(self, event: EventLogEntry) -> None:
        """Stores an event."""
        self.store_event_batch([event])

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Stores events in one transaction a file: what a run plans is some 270 of them at once."""
        with ExitStack() as stack:
            self._batch.stack, self._batch.open = stack, {}
            try:
                materialized = [self._stored(event) for event in events]
            finally:
                self._batch.open = None
        for known in filter(None, materialized):
            self._keep(known)

    def _stored(self, event: EventLogEntry) -> _Materialized | None:
        """Stores an event in its files; gives what it materializes."""
        row = self._event_to_row(event)
        with self.run_connection(event.run_id) as connection:
            connection.execute(_STORE, row)
        kind = event.dagster_event_type if event.is_dagster_event else None
        if kind not in _MIRRORED:
            return None
        with self.index_connection() as connection:
            (number,) = connection.execute(_STORE, row).inserted_primary_key or (None,)
            if number is None:
                raise RuntimeError(f"{kind}: the history gave the event no number")
            if kind in ASSET_CHECK_EVENTS:
                self.store_asset_check_event(event, number)
            if kind not in ASSET_EVENTS:
                return None
            self._store_asset_event_tags(connection, [event], [number])
            asset = self._stored_asset(connection, event, number)
        return _Materialized(asset, EventLogRecord(number, event)) if asset and kind == _MATERIALIZED else None

    def _stored_asset(self, connection: Connection, event: EventLogEntry, number: int) -> Mapping[str, Any] | None:
        """Notes at an asset what has become of it; gives its row."""
        key = event.get_dagster_event().asset_key
        values = self._get_asset_entry_values(event, number, self._has_asset_key_index_cols_on_connection(connection))
        if key is None or not values:
            return None
        noted = connection.execute(_noting(*values), {"asset_key": key.to_string(), **values})
        return dict(noted.mappings().one())

    # ---- what this run has materialized -----------------------------------------------------------------------------

    def _keep(self, known: _Materialized) -> None:
        entry = known.record.event_log_entry
        if entry.step_key is None:
            return  # told by a person at the interface, whose process lives on while others run
        if entry.run_id != self._run:
            self._run, self._materialized = entry.run_id, {}
        if (key := known.record.asset_key) is not None:
            self._materialized[key] = known

    def get_asset_records(self, asset_keys: Sequence[AssetKey] | None = None) -> Sequence[AssetRecord]:
        """What is known of assets."""
        if not asset_keys or not all(key in self._materialized for key in asset_keys):
            return super().get_asset_records(asset_keys)
        cached = self.can_read_asset_status_cache()
        found = [self._materialized[key] for key in asset_keys]
        return [self._construct_asset_record_from_row(known.asset, known.record, cached) for known in found]

    def fetch_materializations(
        self,
        records_filter: AssetKey | AssetRecordsFilter,
        limit: int,
        cursor: str | None = None,
        ascending: bool = False,
    ) -> EventRecordsResult:
        """Materializations of an asset, the newest first where nothing else is said."""
        if isinstance(records_filter, AssetRecordsFilter) and (limit, cursor, ascending) == (1, None, False):
            known = self._materialized.get(records_filter.asset_key)
            partition = known.record.partition_key if known else None
            if known and partition and records_filter == AssetRecordsFilter(records_filter.asset_key, [partition]):
                newest = EventLogCursor.from_storage_id(known.record.storage_id).to_string()
                return EventRecordsResult([known.record], cursor=newest, has_more=True)
        return super().fetch_materializations(records_filter, limit, cursor, ascending)

    def get_latest_tags_by_partition(
        self,
        asset_key: AssetKey,
        event_type: DagsterEventType,
        tag_keys: Sequence[str],
        asset_partitions: Sequence[str] | None = None,
        before_cursor: int | None = None,
        after_cursor: int | None = None,
    ) -> Mapping[str, Mapping[str, str]]:
        """The tags of the newest materialization of each partition."""
        known = self._materialized.get(asset_key)
        partition = known.record.partition_key if known else None
        alone = event_type == _MATERIALIZED and before_cursor is None and after_cursor is None
        if known is None or partition is None or list(asset_partitions or ()) != [partition] or not alone:
            return super().get_latest_tags_by_partition(
                asset_key, event_type, tag_keys, asset_partitions, before_cursor, after_cursor
            )
        stored = self._tags_for_asset_event(known.record.event_log_entry)
        return {partition: {name: stored[name] for name in tag_keys if name in stored}}
