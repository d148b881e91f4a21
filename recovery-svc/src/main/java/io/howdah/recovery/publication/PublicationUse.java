package io.howdah.recovery.publication;

import java.util.List;

/** Things that need a publication to stay as it is for a while. */
@FunctionalInterface
public interface PublicationUse {

    /** What uses the publication, in words such as {@code export 20261121t013000-k3v9qa}. */
    List<String> usersOf(String publicationId);
}
