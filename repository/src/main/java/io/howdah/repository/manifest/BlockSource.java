package io.howdah.repository.manifest;

/**
 * One blocks file, of this backup or of one it builds on.
 *
 * @param backupId which backup
 * @param stream its {@code blocks-<stream>.cborseq}
 */
public record BlockSource(String backupId, int stream) {

    /** Name of the object below the backup. */
    public String objectName() {
        return objectName(stream);
    }

    public static String objectName(int stream) {
        return "blocks-" + stream + ".cborseq";
    }
}
