package io.howdah.recovery.backup;

import java.util.List;

/** Things that need their backup to stay. */
@FunctionalInterface
public interface BackupUse {

    /** What uses the backup, in words such as {@code publication 20261121t013000-k3v9qa}. */
    List<String> usersOf(String backupId);
}
