package io.howdah.repository.stream;

/** One top-level CBOR item of a backup stream, without its payload. */
public sealed interface StreamItem
        permits StreamHeader, FileAnnouncement, Pack, FileEnd, StreamEnd, BackupStop, SourceControl {}
