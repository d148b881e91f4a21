package io.howdah.mount.fs;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Properties;

/**
 * Whose changes a write cache holds. The mount point belongs to it, since symbolic links in the tree lead there.
 *
 * @param mount the publication, restore or export that the cache was made for
 */
public record CacheIdentity(String mount, String repository, String cluster, String backup, String mountPoint) {

    private static final String FORMAT = "1";

    String write() {
        Properties properties = new Properties();
        properties.setProperty("format", FORMAT);
        properties.setProperty("mount", mount);
        properties.setProperty("repository", repository);
        properties.setProperty("cluster", cluster);
        properties.setProperty("backup", backup);
        properties.setProperty("mountPoint", mountPoint);
        StringWriter text = new StringWriter();
        try {
            properties.store(text, "Howdah write cache: every change made to a mounted backup");
        } catch (IOException e) {
            throw new AssertionError("memory does not fail", e);
        }
        return text.toString();
    }

    /** @throws IOException when the text is no identity of a format known here */
    static CacheIdentity read(String text) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            throw new IOException("not a list of properties", e);
        }
        if (!FORMAT.equals(properties.getProperty("format"))) {
            throw new IOException("format " + properties.getProperty("format") + " is not known, only " + FORMAT);
        }
        return new CacheIdentity(
                properties.getProperty("mount", ""),
                properties.getProperty("repository", ""),
                properties.getProperty("cluster", ""),
                properties.getProperty("backup", ""),
                properties.getProperty("mountPoint", ""));
    }

    @Override
    public String toString() {
        return "mount " + mount + " of backup " + backup + " of cluster " + cluster + " in " + repository + " at "
                + mountPoint;
    }
}
