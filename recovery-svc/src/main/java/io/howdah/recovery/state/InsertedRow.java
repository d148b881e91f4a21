package io.howdah.recovery.state;

import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Transient;
import org.springframework.data.domain.Persistable;

/**
 * A row that has its key before it is stored. It is inserted then, never merged, so that of two who make the same row
 * the second one fails.
 *
 * @param <I> the key
 */
@MappedSuperclass
public abstract class InsertedRow<I> implements Persistable<I> {

    @Transient
    private boolean stored;

    @Override
    public boolean isNew() {
        return !stored;
    }

    @PostLoad
    @PostPersist
    void markStored() {
        stored = true;
    }
}
