package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationState;
import io.howdah.openapi.mover.model.Instance;
import io.howdah.recovery.problem.StoredProblem;
import io.howdah.recovery.state.InsertedRow;
import io.howdah.recovery.target.Choice;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * A publication: where and how it was asked for, and its editions. Its id names the instance, which is one and the same
 * through all editions, and the first edition.
 */
@Entity
@Table(name = "publications")
class PublicationRow extends InsertedRow<String> {

    @Id
    private String id;

    @Column(name = "state")
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private PublicationState state = PublicationState.PENDING;

    @Column(name = "session_id")
    private String sessionId = "";

    @Column(name = "cluster")
    private String cluster;

    @Column(name = "host")
    private String host;

    @Column(name = "requested_port")
    private @Nullable Integer requestedPort;

    @Column(name = "requested_os_user")
    private @Nullable String requestedOsUser;

    @Column(name = "os_user")
    private @Nullable String osUser;

    @Column(name = "connection_host")
    private @Nullable String connectionHost;

    @Column(name = "connection_port")
    private @Nullable Integer connectionPort;

    @Column(name = "connection_socket_directory")
    private @Nullable String connectionSocketDirectory;

    /** The one in use, the one that is to follow it, and those that are not removed yet. */
    @OneToMany(cascade = CascadeType.ALL, orphanRemoval = true, fetch = FetchType.EAGER)
    @JoinColumn(name = "publication_id", nullable = false)
    @BatchSize(size = 100)
    private List<EditionRow> editions = new ArrayList<>();

    @Column(name = "current_edition")
    private String currentEdition;

    @Column(name = "next_edition")
    private @Nullable String nextEdition;

    /** All there ever were. */
    @Column(name = "edition_count")
    private int editionCount;

    /** Whether the instance is to run on the current edition. */
    @Column(name = "serving")
    private boolean serving;

    /** It belongs to an export, and is not shown. */
    @Column(name = "hidden")
    private boolean hidden;

    @Column(name = "created_at")
    private Instant createdAt;

    @Embedded
    private @Nullable StoredProblem error;

    @SuppressWarnings("NullAway.Init")
    protected PublicationRow() {}

    PublicationRow(String id, PublicationOrder order, Instant received) {
        this.id = id;
        this.cluster = order.choice().cluster();
        this.host = order.host();
        this.requestedPort = order.port();
        this.requestedOsUser = order.osUser();
        this.createdAt = received;
        this.editions.add(new EditionRow(id, order.choice(), received));
        this.editionCount = 1;
        this.currentEdition = id;
    }

    /** Makes it one that nobody sees and that listens on its unix socket alone. */
    void hide() {
        hidden = true;
    }

    /** Makes the session the one that the publication follows from now on. */
    void begin(String session, PublicationState as) {
        sessionId = session;
        state = as;
        error = null;
    }

    boolean follows(String session) {
        return session.equals(sessionId);
    }

    void become(PublicationState next, @Nullable StoredProblem problem) {
        state = next;
        error = problem;
    }

    void checked(String runAs) {
        osUser = runAs;
    }

    void connected(Instance instance) {
        connectionHost = instance.getHost();
        connectionPort = instance.getPort();
        connectionSocketDirectory = instance.getSocketDirectory();
    }

    /** Adds the edition that is to follow the current one; one that was to do so before is left to be removed. */
    void prepare(Choice choice, Instant received) {
        editionCount++;
        EditionRow edition = new EditionRow(id + "-" + editionCount, choice, received);
        editions.add(edition);
        nextEdition = edition.id();
    }

    /** Makes the next edition the current one: from now on there is no way back. */
    void advance() {
        currentEdition = Objects.requireNonNull(nextEdition, "prepared");
        nextEdition = null;
        serving = true;
    }

    /** Leaves the current edition as it is. */
    void keepCurrent() {
        nextEdition = null;
        editions.removeIf(edition -> !edition.id().equals(currentEdition));
    }

    void removed(Collection<String> former) {
        editions.removeIf(edition -> former.contains(edition.id()));
    }

    void serve(boolean serves) {
        serving = serves;
    }

    /** Forgets what was made and removed. */
    void cleared() {
        keepCurrent();
        current().cleared();
        connectionHost = null;
        connectionPort = null;
        connectionSocketDirectory = null;
        serving = false;
    }

    EditionRow current() {
        return edition(currentEdition);
    }

    @Nullable EditionRow next() {
        return nextEdition == null ? null : edition(nextEdition);
    }

    /** The mounts of all editions, however far they are or were. */
    List<String> mounts() {
        return editions.stream().map(EditionRow::id).toList();
    }

    /** The mounts that are neither in use nor to come into use. */
    List<String> formerMounts() {
        return mounts().stream()
                .filter(mount -> !mount.equals(currentEdition) && !mount.equals(nextEdition))
                .toList();
    }

    /** Whether it needs the backup to stay: for what it shows, or for what is on its way. */
    boolean uses(String backup) {
        return editions.stream()
                .filter(edition -> edition.backupId().equals(backup))
                .anyMatch(edition -> edition.id().equals(currentEdition)
                        || edition.mountPoint() != null
                        || state != PublicationState.PUBLISHED);
    }

    private EditionRow edition(String wanted) {
        return editions.stream()
                .filter(edition -> edition.id().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("publication " + id + " has no edition " + wanted));
    }

    @Override
    public String getId() {
        return id;
    }

    PublicationState state() {
        return state;
    }

    String sessionId() {
        return sessionId;
    }

    String cluster() {
        return cluster;
    }

    String host() {
        return host;
    }

    @Nullable Integer requestedPort() {
        return requestedPort;
    }

    @Nullable String requestedOsUser() {
        return requestedOsUser;
    }

    @Nullable String osUser() {
        return osUser;
    }

    @Nullable String connectionHost() {
        return connectionHost;
    }

    /** The port at which it was or is to be found; null when any will do. */
    @Nullable Integer settledPort() {
        return connectionPort != null ? connectionPort : requestedPort;
    }

    @Nullable Integer connectionPort() {
        return connectionPort;
    }

    @Nullable String connectionSocketDirectory() {
        return connectionSocketDirectory;
    }

    boolean serving() {
        return serving;
    }

    boolean hidden() {
        return hidden;
    }

    Instant createdAt() {
        return createdAt;
    }

    @Nullable StoredProblem error() {
        return error;
    }
}
