package io.howdah.repository.storage;

/** A lock that is held. Closing it twice is harmless. */
public interface Lock extends AutoCloseable {

    @Override
    void close();
}
