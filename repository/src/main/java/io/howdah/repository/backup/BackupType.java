package io.howdah.repository.backup;

/** Whether a backup stands alone or takes unchanged pages from its parent. Both read as full ones. */
public enum BackupType {
    FULL,
    INCREMENTAL
}
