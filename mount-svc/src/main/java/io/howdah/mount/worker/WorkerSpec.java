package io.howdah.mount.worker;

/**
 * What a worker is to mount: the content of the JSON file named by its only argument.
 *
 * @param id the mount, chosen by the caller
 * @param repository directory of the repository
 * @param cluster name of the cluster in the repository
 * @param backupId backup of that cluster
 * @param mountPoint absolute path of an existing empty directory
 * @param writeCache absolute path of the write cache; made when absent, reused when it belongs to this mount
 * @param uid owner of the files of the backup
 * @param gid group of the files of the backup
 * @param allowOther let other users than the worker's own enter the mount, by the permissions of the files
 * @param controlSocket absolute path of the unix socket to listen on, made with mode 0600
 * @param blockCacheBytes bound of the cache of decompressed frames, off heap
 */
public record WorkerSpec(
        String id,
        String repository,
        String cluster,
        String backupId,
        String mountPoint,
        String writeCache,
        int uid,
        int gid,
        boolean allowOther,
        String controlSocket,
        long blockCacheBytes) {}
